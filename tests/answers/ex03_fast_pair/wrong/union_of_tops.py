# Only the 150 best by each of four rules: a, −b, their product, their sum.

import torch


def best_pair(a, b, free):
    N, D = a.shape
    pairs = torch.zeros(N, 2, dtype=torch.int64)
    found = torch.zeros(N, dtype=torch.bool)
    for i in range(N):
        A = a[i][:, None] + a[i]
        B = b[i][:, None] + b[i]
        ok = (A > 0) & (B < 0) & free[i][:, None] & free[i] & ~torch.eye(D, dtype=torch.bool)
        v = torch.where(ok, -A * B, 0.0)
        if v.numel() == 0:
            continue
        k = v.argmax()
        pairs[i, 0], pairs[i, 1] = (k // D, k % D)
        found[i] = v.max() > 0
    return (pairs, found)


def few_to_pair(x, y, idx):
    if len(idx) < 2:
        return (torch.zeros(2, dtype=torch.int64), torch.tensor(False))
    p, f = best_pair(x[idx][None], y[idx][None], torch.ones(1, len(idx), dtype=torch.bool))
    return (idx[p[0]], f[0])


def each(f, a, b, free):
    out = [f(*row) for row in zip(a, b, free)]
    return (torch.stack([p for p, _ in out]), torch.stack([torch.as_tensor(g) for _, g in out]))


def fast_pair(a, b, free):

    def one(x, y, f):
        k = torch.cat(
            [torch.where(f, s, -torch.inf).topk(min(150, len(x))).indices for s in (x, -y, -x * y, x - y)]
        ).unique()
        return few_to_pair(x, y, k[f[k]])

    return each(one, a, b, free)
