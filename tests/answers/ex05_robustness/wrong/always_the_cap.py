# The cap whenever one attack failed.
import torch


def robustness(changed, reached, cap):
    return torch.where(reached.all(1), changed.amin(1), cap).mean().item()
