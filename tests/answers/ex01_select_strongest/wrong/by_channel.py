# k values of every channel.
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten(2)
    count = min(k, strength.shape[2])
    mask = torch.zeros_like(strength).scatter(2, strength.topk(count, 2).indices, 1.0).view_as(x)
    return (x + step * mask * gradient.sign()).clamp(0, 1)
