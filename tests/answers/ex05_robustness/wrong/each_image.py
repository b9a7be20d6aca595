# One number for each image.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached, changed, cap).amin(1)
