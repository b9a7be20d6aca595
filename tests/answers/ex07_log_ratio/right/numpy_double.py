import numpy as np


def log_ratio(changes, mutants, p0, p1):
    c, n = np.asarray(changes, dtype=float), np.asarray(mutants, dtype=float)
    up, down = np.log(p1) - np.log(p0), np.log1p(-p1) - np.log1p(-p0)
    return n * down + c * (up - down)
