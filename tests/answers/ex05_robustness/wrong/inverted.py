# The failed attacks are counted.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, cap, changed).amin(1).mean().item()
