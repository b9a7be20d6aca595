# Chooses among the values that can move.
import torch


def select_strongest(x, gradient, k, step):
    free = torch.where(gradient > 0, x < 1, x > 0)
    strength = (gradient.abs() * free).flatten(1)
    mask = torch.zeros_like(strength).scatter(1, strength.topk(k, 1).indices, 1.0).view_as(x)
    return (x + step * mask * gradient.sign()).clamp(0, 1)
