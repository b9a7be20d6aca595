# the released code: two counts a mutant, the whole ratio added each time
from math import log


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def sprt(changes, p0, p1, alpha, beta):
    lower, upper = thresholds(alpha, beta)
    count, ratio = 0, 0.0
    for n, changed in enumerate(changes, 1):
        count += changed
        ratio += log_ratio(count, 2 * n, p0, p1)
        if ratio >= upper:
            return "adversarial", 2 * n
        if ratio <= lower:
            return "normal", 2 * n
    return "undecided", len(changes)
