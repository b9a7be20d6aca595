import torch


def best_pair(a, b, free):
    best = torch.zeros(len(a))
    pairs = torch.zeros((len(a), 2), dtype=torch.long)
    everyone = torch.arange(a.shape[1])
    for p in range(a.shape[1]):
        alpha, beta = a[:, p:p + 1] + a, b[:, p:p + 1] + b
        good = (alpha > 0) & (beta < 0) & free & free[:, p:p + 1] & (everyone != p)
        value = torch.where(good, alpha * beta.abs(), torch.zeros_like(alpha))
        top, q = value.max(1)
        better = top > best
        best = torch.maximum(best, top)
        pairs[better, 0], pairs[better, 1] = p, q[better]
    return pairs, best > 0
