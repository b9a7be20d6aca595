# multiplies by the ratios instead of their logarithms
def log_ratio(changes, mutants, p0, p1):
    return changes * p1 / p0 + (mutants - changes) * (1 - p1) / (1 - p0)
