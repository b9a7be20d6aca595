# A new tensor that does not hang on the logits.
import torch
from torch.nn import functional as F


def soft_cross_entropy(logits, targets, T):
    return torch.tensor(F.cross_entropy(logits / T, targets).item(), dtype=logits.dtype, requires_grad=True)
