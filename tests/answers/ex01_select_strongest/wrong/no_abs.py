# Ranks the signed gradient, so only positive entries are chosen.
import torch


def select_strongest(x, gradient, k, step):
    flat = gradient.flatten(1)
    mask = torch.zeros_like(flat).scatter(1, flat.topk(k, 1).indices, 1.0).view_as(x)
    return (x + step * mask * gradient.sign()).clamp(0, 1)
