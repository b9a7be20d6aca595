import torch


def softmax_at(logits, T):
    z = logits / T
    e = torch.exp(z - z.amax(1, keepdim=True))
    return e / e.sum(1, keepdim=True)
