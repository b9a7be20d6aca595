# Only pairs of candidates that lie near each other on the front.
import math

import torch


def each(f, a, b, free):
    out = [f(*row) for row in zip(a, b, free)]
    return (torch.stack([p for p, _ in out]), torch.stack([torch.as_tensor(g) for _, g in out]))


def fast_pair(a, b, free):

    def one(x, y, f):
        X, C = (x.tolist(), (-y).tolist())
        h = [-math.inf] * 2
        k = []
        for i in sorted(f.nonzero()[:, 0].tolist(), key=lambda i: -X[i]):
            if C[i] > h[0]:
                k.append(i)
                h = sorted([h[1], C[i]])
        best = (0.0, 0, 0)
        for n in range(len(k)):
            for m in range(n + 1, min(n + 6, len(k))):
                A, D = (X[k[n]] + X[k[m]], C[k[n]] + C[k[m]])
                if A > 0 and D > 0 and (A * D > best[0]):
                    best = (A * D, k[n], k[m])
        return (torch.tensor(best[1:]), best[0] > 0)

    return each(one, a, b, free)
