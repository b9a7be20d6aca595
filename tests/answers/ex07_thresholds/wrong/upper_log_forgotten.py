# no logarithm on the upper threshold
from math import log


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), (1 - beta) / alpha
