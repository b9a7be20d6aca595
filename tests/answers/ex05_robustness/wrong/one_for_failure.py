# Failures count as 1.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, 1.0).amin(1).mean().item()
