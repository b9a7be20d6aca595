# Keeps only points that nothing dominates.
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
        places = free[i].nonzero()[:, 0]
        places = places[a[i, places].argsort(descending=True)]
        if len(places) < 2:
            continue
        c = -b[i, places]
        keep = torch.ones_like(places, dtype=torch.bool)
        keep[1:] = c[1:] > c.cummax(0).values[:-1]
        few = places[keep]
        pair, ok = best_pair(a[i:i + 1, few], b[i:i + 1, few], torch.ones(1, len(few), dtype=torch.bool))
        pairs[i], found[i] = few[pair[0]], ok[0]
    return pairs, found
