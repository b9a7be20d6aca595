import numpy as np


def fast_pair(a, b, free):
    pairs, found = np.zeros((len(a), 2), dtype=np.int64), np.zeros(len(a), dtype=bool)
    for i in range(len(a)):
        places = np.flatnonzero(free[i].numpy())
        u, v = a[i].numpy().astype(np.float64), -b[i].numpy().astype(np.float64)
        places = places[np.lexsort((-v[places], -u[places]))]
        if places.size < 2:
            continue
        height = v[places]
        top = np.maximum.accumulate(height)
        second = np.maximum.accumulate(np.concatenate(([-np.inf], np.minimum(height[1:], top[:-1]))))
        keep = np.concatenate(([True, True], height[2:] >= second[1:-1]))
        few = places[keep]
        alpha, gamma = np.add.outer(u[few], u[few]), np.add.outer(v[few], v[few])
        value = np.where((alpha > 0) & (gamma > 0), alpha * gamma, 0)
        np.fill_diagonal(value, 0)
        pairs[i] = few[list(np.unravel_index(value.argmax(), value.shape))]
        found[i] = value.max() > 0
    return pairs, found
