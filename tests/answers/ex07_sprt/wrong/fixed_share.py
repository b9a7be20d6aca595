# the share of changes against a line
from math import log


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def sprt(changes, p0, p1, alpha, beta):
    kappa = sum(changes) / len(changes)
    return ("adversarial" if kappa > (p0 + p1) / 2 else "normal"), len(changes)
