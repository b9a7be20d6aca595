# Sets the chosen values to 0 or 1, whatever step is.
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten(1)
    mask = torch.zeros_like(strength, dtype=torch.bool).scatter(1, strength.topk(k, 1).indices, True).view_as(x)
    return torch.where(mask, (gradient > 0).float(), x)
