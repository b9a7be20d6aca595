# returns pr itself
def log_ratio(changes, mutants, p0, p1):
    return (p1 / p0) ** changes * ((1 - p1) / (1 - p0)) ** (mutants - changes)
