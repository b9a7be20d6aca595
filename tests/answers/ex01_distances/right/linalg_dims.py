import torch


def distances(x, x_adv):
    change = x_adv - x
    l0 = (x != x_adv).sum(dim=(1, 2, 3)).float()
    l2 = torch.sqrt((change**2).sum((1, 2, 3)))
    linf = change.abs().max(3).values.max(2).values.max(1).values
    return [l0, l2, linf]
