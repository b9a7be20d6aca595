from math import log, log1p


def thresholds(alpha, beta):
    lower = log(beta) - log1p(-alpha)
    upper = log1p(-beta) - log(alpha)
    return [lower, upper]
