# Heads or tails: κ(1 − κ) over the images.


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean = kappas.mean().item()
    half = z * (mean * (1 - mean) / len(kappas)) ** 0.5
    return mean, max(mean - half, 0.0), min(mean + half, 1.0)
