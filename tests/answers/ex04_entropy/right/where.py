import torch


def entropy(p):
    return -torch.where(p > 0, p * p.log(), 0.0).sum(1)
