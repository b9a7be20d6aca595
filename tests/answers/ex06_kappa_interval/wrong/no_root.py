# Divided by N instead of its root.


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean, half = kappas.mean().item(), z * kappas.std().item() / len(kappas)
    return mean, max(mean - half, 0.0), min(mean + half, 1.0)
