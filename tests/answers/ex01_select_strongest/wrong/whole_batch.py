# Chooses k values in the whole batch, not in each image.
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten()
    mask = torch.zeros_like(strength).scatter(0, strength.topk(k).indices, 1.0).view_as(x)
    return (x + step * mask * gradient.sign()).clamp(0, 1)
