# only the upper threshold
from math import log


def thresholds(alpha, beta):
    return log((1 - beta) / alpha)
