import torch


def project(x_adv, x, eps):
    low, high = (x - eps).clamp(min=0), (x + eps).clamp(max=1)
    return torch.clamp(x_adv, low, high)
