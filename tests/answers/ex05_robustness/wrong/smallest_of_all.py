# The smallest of all images.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, cap).min().item()
