import math


def kappa_interval(changes, z):
    rows = [sum(row) / len(row) for row in changes.tolist()]
    count = len(rows)
    mean = sum(rows) / count
    variance = sum((k - mean) ** 2 for k in rows) / (count - 1)
    half = z * math.sqrt(variance / count)
    return mean, max(0, mean - half), min(1, mean + half)
