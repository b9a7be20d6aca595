# Handles the first image only.
import torch


def softmax_at(logits, T):
    out = torch.zeros_like(logits)
    out[0] = torch.softmax(logits[0] / T, 0)
    return out
