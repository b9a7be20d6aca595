# takes both thresholds to be symmetric
from math import log


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), -log(beta / (1 - alpha))
