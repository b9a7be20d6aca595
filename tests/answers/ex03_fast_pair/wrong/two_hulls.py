# Only the convex hull, and the hull of what is left.

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

    def up(pts):
        hull = []
        for p in pts:
            while (
                len(hull) > 1
                and (hull[-1][0] - hull[-2][0]) * (p[1] - hull[-2][1])
                - (hull[-1][1] - hull[-2][1]) * (p[0] - hull[-2][0])
                >= 0
            ):
                hull.pop()
            hull.append(p)
        return hull

    def one(x, y, f):
        pts = sorted((float(x[i]), float(-y[i]), int(i)) for i in f.nonzero()[:, 0])
        h = up(pts)
        s = set(h)
        h2 = up([p for p in pts if p not in s])
        return few_to_pair(x, y, torch.tensor([p[2] for p in h + h2], dtype=torch.int64))

    return each(one, a, b, free)
