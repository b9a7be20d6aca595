import torch


def entropy(p):
    return -torch.xlogy(p, p).sum(dim=-1)
