# The result is clipped to the range of the images at hand instead of [0, 1].
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten(1)
    mask = torch.zeros_like(strength).scatter(1, strength.topk(k, dim=1).indices, 1.0).view_as(x)
    return (x + step * mask * gradient.sign()).clamp(x.min(), x.max())
