# The place of the smallest.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, cap).argmin(1).double().mean().item()
