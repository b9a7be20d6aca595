# only the lower threshold
from math import log


def thresholds(alpha, beta):
    return log(beta / (1 - alpha))
