# Always nine targets.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, cap).view(-1, 9).amin(1).mean().item()
