# the mean and the half width


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean, half = kappas.mean().item(), z * kappas.std().item() / len(kappas) ** 0.5
    return mean, half
