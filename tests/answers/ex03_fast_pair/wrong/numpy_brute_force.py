# The full search, in NumPy.
import numpy as np


def fast_pair(a, b, free):
    pairs, found = np.zeros((len(a), 2), dtype=np.int64), np.zeros(len(a), dtype=bool)
    for i, (u, v, ok) in enumerate(zip(a.numpy(), b.numpy(), free.numpy())):
        alpha, beta = np.add.outer(u, u), np.add.outer(v, v)
        value = np.where((alpha > 0) & (beta < 0) & np.logical_and.outer(ok, ok), -alpha * beta, 0)
        np.fill_diagonal(value, 0)
        pairs[i], found[i] = np.unravel_index(value.argmax(), value.shape), value.max() > 0
    return pairs, found
