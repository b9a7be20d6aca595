import torch


def front(u, v, places):
    """Those of the places that no other dominates: strictly higher than all with a larger u."""
    chosen, top = [], float("-inf")
    for p in sorted(places, key=lambda p: (-u[p], -v[p])):
        if v[p] > top:
            chosen.append(p)
            top = v[p]
    return chosen


def fast_pair(a, b, free):
    """The front, and the front of the rest: whoever at most one dominates is in one of the two."""
    pairs, found = torch.zeros(len(a), 2, dtype=torch.int64), torch.zeros(len(a), dtype=torch.bool)
    for i in range(len(a)):
        u, v = a[i].double().tolist(), (-b[i]).double().tolist()
        places = {p for p, ok in enumerate(free[i].tolist()) if ok}
        first = front(u, v, places)
        few = torch.tensor(first + front(u, v, places - set(first)), dtype=torch.int64)
        if len(few) < 2:
            continue
        p, q = torch.combinations(few).T
        alpha, beta = a[i, p] + a[i, q], b[i, p] + b[i, q]
        value = torch.where((alpha > 0) & (beta < 0), -alpha * beta, 0.0)
        pairs[i] = torch.stack([p, q], 1)[value.argmax()]
        found[i] = value.max() > 0
    return pairs, found
