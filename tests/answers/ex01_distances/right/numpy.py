import numpy as np


def distances(x, x_adv):
    delta = (x_adv.numpy() - x.numpy()).reshape(len(x), -1).astype(np.float64)
    return np.count_nonzero(delta, axis=1), np.linalg.norm(delta, axis=1), np.abs(delta).max(axis=1)
