# only one error in each threshold
from math import log


def thresholds(alpha, beta):
    return log(beta), log(1 / alpha)
