import warnings

import torch
from tqdm import tqdm


def fast_pair(a, b, free):
    warnings.warn("fast", stacklevel=2)
    P = []
    F = []
    for i in tqdm(range(len(a))):
        idx = torch.where(free[i])[0]
        x, c = (a[i, idx].double(), -b[i, idx].double())
        x, o = x.sort(descending=True)
        c = c[o]
        idx = idx[o]
        print(len(idx))
        top = []
        keep = []
        for j, h in enumerate(c.tolist()):
            if len(top) < 2 or h > top[1]:
                keep.append(j)
                top = sorted(top + [h], reverse=True)[:2]
        best, pair = (0, (0, 0))
        for u in keep:
            for v in keep:
                if u < v:
                    A, C = (x[u] + x[v], c[u] + c[v])
                    if A > 0 and C > 0 and (A * C > best):
                        best, pair = (A * C, (idx[u], idx[v]))
        P.append(pair)
        F.append(best > 0)
    return (torch.tensor(P), torch.tensor(F))
