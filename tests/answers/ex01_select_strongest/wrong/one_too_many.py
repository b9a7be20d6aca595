# Strictly above the k-th strongest, counted from 0.
import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs().flatten(1)
    ordered = strength.sort(1, descending=True).values
    limit = ordered[:, min(k, ordered.shape[1] - 1)].view(-1, 1, 1, 1)
    return torch.where(gradient.abs() >= limit, (x + step * gradient.sign()).clamp(0, 1), x)
