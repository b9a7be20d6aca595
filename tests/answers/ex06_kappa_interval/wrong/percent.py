# In per cent.


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean, half = kappas.mean().item(), z * kappas.std().item() / len(kappas) ** 0.5
    return 100 * mean, 100 * max(mean - half, 0.0), 100 * min(mean + half, 1.0)
