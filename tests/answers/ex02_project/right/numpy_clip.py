import numpy as np


def project(x_adv, x, eps):
    x_adv, x = x_adv.numpy().astype(np.float64), x.numpy().astype(np.float64)
    return np.clip(np.clip(x_adv, x - eps, x + eps), 0.0, 1.0)
