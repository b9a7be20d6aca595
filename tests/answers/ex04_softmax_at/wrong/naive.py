# exp without taking the largest off: inf / inf.
import torch


def softmax_at(logits, T):
    e = torch.exp(logits / T)
    return e / e.sum(1, keepdim=True)
