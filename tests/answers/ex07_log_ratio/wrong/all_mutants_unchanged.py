# counts all mutants as unchanged
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log(p1 / p0) + mutants * math.log((1 - p1) / (1 - p0))
