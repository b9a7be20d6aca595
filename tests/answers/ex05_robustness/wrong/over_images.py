# The smallest over the images.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, cap).amin(0).mean().item()
