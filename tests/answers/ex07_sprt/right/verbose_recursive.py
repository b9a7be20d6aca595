import sys
import warnings
from math import log

sys.setrecursionlimit(10_000)


def sprt(changes, p0, p1, alpha, beta, used=0, ratio=0.0):
    if ratio >= log((1 - beta) / alpha):
        print("flagged", file=sys.stderr)
        return "adversarial", used
    if ratio <= log(beta / (1 - alpha)):
        return "normal", used
    if not changes:
        warnings.warn("no decision", stacklevel=2)
        return "undecided", used
    first, *rest = changes
    return sprt(rest, p0, p1, alpha, beta, used + 1, ratio + (log(p1 / p0) if first else log((1 - p1) / (1 - p0))))
