# Only neighbouring features.
import torch


def best_pair(a, b, free):
    alpha, beta = a[:, 1:] + a[:, :-1], b[:, 1:] + b[:, :-1]
    value = torch.where((alpha > 0) & (beta < 0) & free[:, 1:] & free[:, :-1], -alpha * beta, 0.0)
    p = value.argmax(1)
    return torch.stack([p, p + 1], 1), value.amax(1) > 0
