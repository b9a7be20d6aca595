# unchanged mutants speak for p1
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log(p1 / p0) - (mutants - changes) * math.log((1 - p1) / (1 - p0))
