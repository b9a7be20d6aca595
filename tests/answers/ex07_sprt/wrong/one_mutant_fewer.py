# n − 1 in ln pr
from math import log


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def sprt(changes, p0, p1, alpha, beta):
    lower, upper = thresholds(alpha, beta)
    count = 0
    for n, changed in enumerate(changes, 1):
        count += changed
        ratio = log_ratio(count, n - 1, p0, p1)
        if ratio >= upper:
            return "adversarial", n
        if ratio <= lower:
            return "normal", n
    return "undecided", len(changes)
