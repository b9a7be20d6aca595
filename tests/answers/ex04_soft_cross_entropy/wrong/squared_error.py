# Squared difference.
import torch


def soft_cross_entropy(logits, targets, T):
    return ((torch.softmax(logits / T, 1) - targets) ** 2).sum(1).mean()
