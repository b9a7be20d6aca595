# log10
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log10(p1 / p0) + (mutants - changes) * math.log10((1 - p1) / (1 - p0))
