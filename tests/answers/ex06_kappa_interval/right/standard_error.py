import torch


def kappa_interval(changes, z):
    count, mutants = changes.shape
    kappas = changes.sum(dim=1).double() / mutants
    mean = kappas.mean()
    error = torch.sqrt(((kappas - mean) ** 2).sum() / (count * (count - 1)))
    return mean, (mean - z * error).clamp(min=0), (mean + z * error).clamp(max=1)
