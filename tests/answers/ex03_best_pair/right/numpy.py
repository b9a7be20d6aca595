import numpy as np


def best_pair(a, b, free):
    a, b, free = a.numpy().astype(float), b.numpy().astype(float), free.numpy()
    n, d = a.shape
    pairs, found = np.zeros((n, 2), dtype=np.int64), np.zeros(n, dtype=bool)
    for i in range(n):
        alpha, beta = np.add.outer(a[i], a[i]), np.add.outer(b[i], b[i])
        value = np.where((alpha > 0) & (beta < 0) & np.logical_and.outer(free[i], free[i]), -alpha * beta, -np.inf)
        np.fill_diagonal(value, -np.inf)
        pairs[i] = np.unravel_index(value.argmax(), value.shape)
        found[i] = np.isfinite(value.max())
    return pairs, found
