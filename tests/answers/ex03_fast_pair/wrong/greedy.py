# The best single feature, then its best partner.
import torch


def fast_pair(a, b, free):
    rows = torch.arange(len(a))
    p = torch.where((a > 0) & (b < 0) & free, -a * b, 0.0).argmax(1)
    alpha, beta = a[rows, p][:, None] + a, b[rows, p][:, None] + b
    good = (alpha > 0) & (beta < 0) & free & free[rows, p][:, None]
    good[rows, p] = False
    value = torch.where(good, -alpha * beta, 0.0)
    return torch.stack([p, value.argmax(1)], 1), value.amax(1) > 0
