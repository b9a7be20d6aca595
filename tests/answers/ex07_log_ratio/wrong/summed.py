# adds up the images
import math


def log_ratio(changes, mutants, p0, p1):
    each = changes * math.log(p1 / p0) + (mutants - changes) * math.log((1 - p1) / (1 - p0))
    return each.sum() if hasattr(each, 'sum') else each
