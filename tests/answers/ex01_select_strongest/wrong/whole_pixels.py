# Chooses pixels by the sum over the channels and moves all their values.
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().sum(1).flatten(1)
    mask = torch.zeros_like(strength).scatter(1, strength.topk(k, 1).indices, 1.0)
    return (x + step * mask.view(len(x), 1, *x.shape[2:]) * gradient.sign()).clamp(0, 1)
