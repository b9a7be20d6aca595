import math


def log_ratio(changes, mutants, p0, p1):
    if not hasattr(changes, "tolist"):
        total = 0.0
        for j in range(mutants):
            total += math.log(p1 / p0) if j < changes else math.log((1 - p1) / (1 - p0))
        return total
    n = mutants.tolist() if hasattr(mutants, "tolist") else [mutants] * len(changes)
    return [log_ratio(a, b, p0, p1) for a, b in zip(changes.tolist(), n)]
