# Returns places in the table, not features.
import torch


def best_pair(a, b, free):
    alpha, beta = a[:, :, None] + a[:, None], b[:, :, None] + b[:, None]
    allowed = (alpha > 0) & (beta < 0) & free[:, :, None] & free[:, None]
    allowed &= ~torch.eye(a.shape[1], dtype=torch.bool)
    value = torch.where(allowed, -alpha * beta, 0.0).flatten(1)
    best = value.argmax(1)
    pairs = torch.stack([best, best], 1)
    return pairs, value.amax(1) > 0
