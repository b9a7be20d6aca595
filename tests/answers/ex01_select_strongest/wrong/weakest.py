# Chooses the weakest values.
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten(1)
    mask = torch.zeros_like(strength).scatter(1, strength.argsort(1)[:, :k], 1.0).view_as(x)
    return (x + step * mask * gradient.sign()).clamp(0, 1)
