# The smallest and the largest κ.


def kappa_interval(changes, z):
    kappas = changes.double().mean(1)
    mean = kappas.mean().item()
    return mean, kappas.min().item(), kappas.max().item()
