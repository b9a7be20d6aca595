# p0 and p1 swapped
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log(p0 / p1) + (mutants - changes) * math.log((1 - p0) / (1 - p1))
