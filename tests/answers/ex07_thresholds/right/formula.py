import math


def thresholds(alpha, beta):
    return math.log(beta / (1 - alpha)), math.log((1 - beta) / alpha)
