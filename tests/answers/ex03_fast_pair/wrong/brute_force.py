# The full search over D × D pairs.
import torch


def best_pair(a, b, free):
    pairs, found = torch.zeros(len(a), 2, dtype=torch.int64), torch.zeros(len(a), dtype=torch.bool)
    for i in range(len(a)):
        alpha, beta = a[i][:, None] + a[i], b[i][:, None] + b[i]
        allowed = (alpha > 0) & (beta < 0) & free[i][:, None] & free[i]
        value = torch.where(allowed, -alpha * beta, 0.0).fill_diagonal_(0)
        best = value.argmax()
        pairs[i] = torch.stack(torch.unravel_index(best, value.shape))
        found[i] = value.flatten()[best] > 0
    return pairs, found


def fast_pair(a, b, free):
    return best_pair(a, b, free)
