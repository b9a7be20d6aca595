# Takes the values above half of the largest, whatever k is.
import torch


def select_strongest(x, gradient, k, step):
    limit = gradient.abs().amax((1, 2, 3), keepdim=True) / 2
    return torch.where(gradient.abs() >= limit, (x + step * gradient.sign()).clamp(0, 1), x)
