# Each class as a coin.
import torch


def entropy(p):
    return -(torch.xlogy(p, p) + torch.xlogy(1 - p, 1 - p)).sum(1)
