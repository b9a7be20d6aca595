# only label changes count
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log(p1 / p0)
