# Every pair, row by row, written into two tensors that are made once.

import torch


def each(f, a, b, free):
    out = [f(*row) for row in zip(a, b, free)]
    return (torch.stack([p for p, _ in out]), torch.stack([torch.as_tensor(g) for _, g in out]))


def fast_pair(a, b, free):

    def one(x, y, f):
        idx = f.nonzero()[:, 0]
        if len(idx) < 2:
            return (torch.zeros(2, dtype=torch.int64), False)
        x, c = (x[idx], -y[idx])
        A, C = (torch.empty_like(x), torch.empty_like(x))
        best = 0.0
        pair = torch.zeros(2, dtype=torch.int64)
        for p in range(len(x)):
            torch.add(x, x[p], out=A).clamp_(min=0)
            torch.add(c, c[p], out=C).clamp_(min=0)
            A.mul_(C)
            A[p] = 0
            m = A.max().item()
            if m > best:
                best = m
                pair = torch.tensor([int(idx[p]), int(idx[int(A.argmax())])])
        return (pair, best > 0)

    return each(one, a, b, free)
