# ignores beta
from math import log


def thresholds(alpha, beta):
    return log(alpha / (1 - alpha)), log((1 - alpha) / alpha)
