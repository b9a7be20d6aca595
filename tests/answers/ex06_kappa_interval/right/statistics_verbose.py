import statistics


def kappa_interval(changes, z):
    kappas = (changes.sum(1) / changes.shape[1]).tolist()
    print("kappas:", kappas)
    mean = statistics.fmean(kappas)
    half = z * statistics.stdev(kappas) / len(kappas) ** 0.5
    return [mean, mean - half if mean > half else 0.0, mean + half if mean + half < 1 else 1.0]
