# The ten largest a and the ten smallest b.
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
    few = torch.cat([a.topk(min(2, a.shape[1]), 1).indices, (-b).topk(min(2, a.shape[1]), 1).indices], 1)
    pairs, found = best_pair(a.gather(1, few), b.gather(1, few), free.gather(1, few))
    return few.gather(1, pairs), found
