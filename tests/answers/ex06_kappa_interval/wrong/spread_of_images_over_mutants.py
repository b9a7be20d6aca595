# The spread of the images, over the number of all mutants.


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean, half = kappas.mean().item(), z * kappas.std().item() / changes.numel() ** 0.5
    return mean, max(mean - half, 0.0), min(mean + half, 1.0)
