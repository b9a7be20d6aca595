import numpy as np


def kappa_interval(changes, z):
    kappas = np.asarray(changes).astype(float).mean(axis=1)
    error = kappas.std(ddof=1) / np.sqrt(kappas.size)
    low, high = np.clip([kappas.mean() - z * error, kappas.mean() + z * error], 0, 1)
    return kappas.mean(), low, high
