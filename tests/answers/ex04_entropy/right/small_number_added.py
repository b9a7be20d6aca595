import torch


def entropy(p):
    return -(p * torch.log(p + 1e-9)).sum(1)
