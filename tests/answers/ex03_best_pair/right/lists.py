import itertools


def best_pair(a, b, free):
    pairs, found = [], []
    for row_a, row_b, row_free in zip(a.tolist(), b.tolist(), free.tolist()):
        domain = [i for i, is_free in enumerate(row_free) if is_free]
        sums = [(row_a[p] + row_a[q], row_b[p] + row_b[q], p, q) for p, q in itertools.combinations(domain, 2)]
        good = [(alpha * -beta, p, q) for alpha, beta, p, q in sums if alpha > 0 and beta < 0]
        best = max(good, default=None)
        pairs.append(list(best[1:]) if best else [-1, -1])
        found.append(best is not None)
    return [pairs, found]
