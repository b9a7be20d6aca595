# logarithm of the numerator only
from math import log


def thresholds(alpha, beta):
    return log(beta) / (1 - alpha), log(1 - beta) / alpha
