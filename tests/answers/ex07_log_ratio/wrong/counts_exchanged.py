# changed and unchanged exchanged
import math


def log_ratio(changes, mutants, p0, p1):
    return (mutants - changes) * math.log(p1 / p0) + changes * math.log((1 - p1) / (1 - p0))
