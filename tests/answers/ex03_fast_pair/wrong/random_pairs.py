# Tries a thousand random pairs.
import torch


def fast_pair(a, b, free):
    p, q = torch.randint(a.shape[1], (2, 1000))
    alpha, beta = a[:, p] + a[:, q], b[:, p] + b[:, q]
    good = (alpha > 0) & (beta < 0) & free[:, p] & free[:, q] & (p != q)
    value, place = torch.where(good, -alpha * beta, 0.0).max(1)
    return torch.stack([p[place], q[place]], 1), value > 0
