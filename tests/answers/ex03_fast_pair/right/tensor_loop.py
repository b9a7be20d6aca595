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
        idx = f.nonzero()[:, 0]
        idx = idx[x[idx].argsort(descending=True)]
        h1 = h2 = torch.tensor(-float("inf"))
        keep = []
        for i in idx:
            c = -y[i]
            if c > h2:
                keep.append(i)
                if c > h1:
                    h1, h2 = (c, h1)
                else:
                    h2 = c
        if len(keep) < 2:
            return (torch.zeros(2, dtype=torch.int64), False)
        return few_to_pair(x, y, torch.stack(keep))

    return each(one, a, b, free)
