# Adds a small number to the sum, so rows whose exponentials underflow become 0.
import torch


def softmax_at(logits, T):
    e = torch.exp((logits - logits.max()) / T)
    return e / (e.sum(1, keepdim=True) + 1e-12)
