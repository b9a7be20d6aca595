# the log of the odds ratio for changes, nothing for the rest
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log(p1 * (1 - p0) / (p0 * (1 - p1)))
