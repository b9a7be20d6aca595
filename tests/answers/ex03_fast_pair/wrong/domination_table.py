# Counts dominators in a D × D table.
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
    pairs, found = torch.zeros(len(a), 2, dtype=torch.int64), torch.zeros(len(a), dtype=torch.bool)
    for i in range(len(a)):
        above = (a[i] > a[i][:, None]) & (b[i] < b[i][:, None]) & free[i]
        few = (free[i] & (above.sum(1) < 2)).nonzero()[:, 0]
        if len(few) > 1:
            pair, ok = best_pair(a[i:i + 1, few], b[i:i + 1, few], free[i:i + 1, few])
            pairs[i], found[i] = few[pair[0]], ok[0]
    return pairs, found
