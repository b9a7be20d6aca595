import torch


def attack_report(x, x_adv, fooled):
    share = (x != x_adv).double().flatten(1).mean(1)
    kept = torch.where(fooled, share, torch.nan)
    return fooled.sum() / len(fooled), kept.nanmean()
