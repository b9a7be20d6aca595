# From some good features on: the best partner of the best partner, until nothing changes.

import torch


def each(f, a, b, free):
    out = [f(*row) for row in zip(a, b, free)]
    return (torch.stack([p for p, _ in out]), torch.stack([torch.as_tensor(g) for _, g in out]))


def fast_pair(a, b, free):

    def one(x, y, f):
        best = (0.0, 0, 0)
        starts = (
            torch.cat(
                [
                    torch.where(f, t * x - (1 - t) * y, -torch.inf).topk(min(6, len(x))).indices
                    for t in torch.linspace(0, 1, 20)
                ]
            )
            .unique()
            .tolist()
        )
        for p in starts:
            if not f[p]:
                continue
            cur = 0.0
            while True:
                v = (x[p] + x).relu() * (-y[p] - y).relu() * f
                v[p] = 0
                q = int(v.argmax())
                if float(v[q]) <= cur:
                    break
                cur = float(v[q])
                if cur > best[0]:
                    best = (cur, p, q)
                p = q
        return (torch.tensor(best[1:]), best[0] > 0)

    return each(one, a, b, free)
