# each mutant counted twice, as in the released code
import math


def log_ratio(changes, mutants, p0, p1):
    return changes * math.log(p1 / p0) + (2 * mutants - changes) * math.log((1 - p1) / (1 - p0))
