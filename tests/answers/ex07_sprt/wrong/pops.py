# takes the mutants out of the caller's list
from math import log


def sprt(changes, p0, p1, alpha, beta):
    total = n = 0
    while changes:
        total += log(p1 / p0) if changes.pop(0) else log((1 - p1) / (1 - p0))
        n += 1
        if total >= log((1 - beta) / alpha):
            return "adversarial", n
        if total <= log(beta / (1 - alpha)):
            return "normal", n
    return "undecided", n
