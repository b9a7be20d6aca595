import torch


def attack_report(x, x_adv, fooled):
    weight = fooled.double()
    share = ((x_adv - x).abs() > 0).double().mean(dim=(1, 2, 3))
    return torch.stack([weight.mean(), (weight * share).sum() / weight.sum()])
