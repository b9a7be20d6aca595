import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, cap).amin(1).mean().item()
