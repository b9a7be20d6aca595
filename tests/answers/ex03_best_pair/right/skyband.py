import torch


def best_pair(a, b, free):
    pairs, found = [], []
    for u, v, ok in zip(a.double(), -b.double(), free):
        few = [p for p in range(len(u)) if ok[p] and int((ok & (u > u[p]) & (v > v[p])).sum()) < 2]
        value = {(p, q): float((u[p] + u[q]) * (v[p] + v[q])) for p in few for q in few
                 if p < q and u[p] + u[q] > 0 and v[p] + v[q] > 0}
        best = max(value, key=value.get, default=None)
        pairs.append(torch.tensor(best or (0, 0)))
        found.append(best is not None)
    return torch.stack(pairs), torch.tensor(found)
