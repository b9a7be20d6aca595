# Every pair once, but every pair.
import torch


def fast_pair(a, b, free):
    p, q = torch.combinations(torch.arange(a.shape[1])).T
    alpha, beta = a[:, p] + a[:, q], b[:, p] + b[:, q]
    value = torch.where((alpha > 0) & (beta < 0) & free[:, p] & free[:, q], -alpha * beta, 0.0)
    best = value.argmax(1)
    return torch.stack([p[best], q[best]], 1), value.amax(1) > 0
