# Every pair, one row of the table at a time.
import torch


def fast_pair(a, b, free):
    best, pairs = torch.zeros(len(a)), torch.zeros(len(a), 2, dtype=torch.int64)
    for p in range(a.shape[1] - 1):
        alpha, beta = a[:, p:p + 1] + a[:, p + 1:], b[:, p:p + 1] + b[:, p + 1:]
        good = (alpha > 0) & (beta < 0) & free[:, p:p + 1] & free[:, p + 1:]
        top, q = torch.where(good, -alpha * beta, 0.0).max(1)
        pairs = torch.where((top > best)[:, None], torch.stack([torch.full_like(q, p), q + p + 1], 1), pairs)
        best = torch.maximum(best, top)
    return pairs, best > 0
