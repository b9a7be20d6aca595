# The notebook's CAP instead of the argument.
import torch

CAP = 1 / 7


def robustness(changed, reached, cap):
    return torch.where(reached, changed, CAP).amin(1).mean().item()
