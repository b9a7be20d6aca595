# 5 % whatever is asked
from math import log


def thresholds(alpha, beta):
    return log(0.05 / 0.95), log(0.95 / 0.05)
