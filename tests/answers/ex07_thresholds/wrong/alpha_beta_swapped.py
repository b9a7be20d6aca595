# α and β exchanged
from math import log


def thresholds(alpha, beta):
    return log(alpha / (1 - beta)), log((1 - alpha) / beta)
