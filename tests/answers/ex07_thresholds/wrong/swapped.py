# upper first
from math import log


def thresholds(alpha, beta):
    return log((1 - beta) / alpha), log(beta / (1 - alpha))
