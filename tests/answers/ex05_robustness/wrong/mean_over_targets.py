# The mean over the targets.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, cap).mean().item()
