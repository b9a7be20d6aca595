# low, mean, high.


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean, half = kappas.mean().item(), z * kappas.std().item() / len(kappas) ** 0.5
    return max(mean - half, 0.0), mean, min(mean + half, 1.0)
