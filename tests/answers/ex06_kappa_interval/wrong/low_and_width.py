# the width instead of the upper limit


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean, half = kappas.mean().item(), z * kappas.std().item() / len(kappas) ** 0.5
    return mean, max(mean - half, 0.0), min(mean + half, 1.0) - max(mean - half, 0.0)
