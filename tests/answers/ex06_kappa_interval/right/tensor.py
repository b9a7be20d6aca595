import torch


def kappa_interval(changes, z):
    kappas = changes.float().mean(dim=1)
    mean = kappas.mean()
    half = z * kappas.var(correction=1).div(len(kappas)).sqrt()
    return torch.stack([mean, mean - half, mean + half]).clamp(0, 1)
