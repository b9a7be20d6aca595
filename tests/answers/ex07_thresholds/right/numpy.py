import numpy as np


def thresholds(alpha, beta):
    return np.log(beta / (1 - alpha)), np.log((1 - beta) / alpha)
