# Every pair in NumPy, row by row.
import numpy as np


def fast_pair(a, b, free):
    pairs, found = np.zeros((len(a), 2), dtype=np.int64), np.zeros(len(a), dtype=bool)
    for i, (u, v, ok) in enumerate(zip(a.numpy(), b.numpy(), free.numpy())):
        best = 0.0
        for p in np.flatnonzero(ok):
            alpha, beta = u + u[p], v + v[p]
            value = np.where((alpha > 0) & (beta < 0) & ok, -alpha * beta, 0)
            value[p] = 0
            q = value.argmax()
            if value[q] > best:
                best, pairs[i], found[i] = value[q], (p, q), True
    return pairs, found
