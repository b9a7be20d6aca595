# In per cent.
import torch


def robustness(changed, reached, cap):
    return 100 * torch.where(reached, changed, cap).amin(1).mean().item()
