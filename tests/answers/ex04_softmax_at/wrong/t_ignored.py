# T plays no part.
import torch


def softmax_at(logits, T):
    return torch.softmax(logits, 1)
