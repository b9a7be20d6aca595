# Only the first image changes.
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten(1)
    mask = torch.zeros_like(strength).scatter(1, strength.topk(k, 1).indices, 1.0).view_as(x)
    mask[1:] = 0
    return (x + step * mask * gradient.sign()).clamp(0, 1)
