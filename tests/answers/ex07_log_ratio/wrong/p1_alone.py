# the log-likelihood under p1 alone
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log(p1) + (mutants - changes) * math.log(1 - p1)
