# Wilson's interval over all mutants.


def kappa_interval(changes, z):
    n, p = changes.numel(), changes.double().mean().item()
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    return p, max(centre - half, 0.0), min(centre + half, 1.0)
