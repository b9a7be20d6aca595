# Only the first image.
from torch.nn import functional as F


def soft_cross_entropy(logits, targets, T):
    return F.cross_entropy(logits[:1] / T, targets[:1])
