# A cap of its own.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, 0.145).amin(1).mean().item()
