# looks only at the end
from math import log


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def sprt(changes, p0, p1, alpha, beta):
    lower, upper = thresholds(alpha, beta)
    ratio = log_ratio(sum(changes), len(changes), p0, p1)
    verdict = "adversarial" if ratio >= upper else "normal" if ratio <= lower else "undecided"
    return verdict, len(changes)
