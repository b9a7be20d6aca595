import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten(1)
    places = strength.topk(k, dim=1).indices
    mask = torch.zeros_like(strength).scatter(1, places, 1.0).view_as(x)
    return (x + step * mask * gradient.sign()).clamp(0, 1)
