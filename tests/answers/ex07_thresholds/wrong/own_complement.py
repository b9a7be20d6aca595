# each error beside its own complement
from math import log


def thresholds(alpha, beta):
    return log(beta / (1 - beta)), log((1 - alpha) / alpha)
