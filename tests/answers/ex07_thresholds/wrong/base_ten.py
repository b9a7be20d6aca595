# log10
from math import log10


def thresholds(alpha, beta):
    return log10(beta / (1 - alpha)), log10((1 - beta) / alpha)
