# Forgets to return.
import torch


def softmax_at(logits, T):
    torch.softmax(logits / T, 1)
