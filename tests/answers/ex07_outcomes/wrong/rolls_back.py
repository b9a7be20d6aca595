# a change leads from c to c − 1
from math import log

import torch


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    lower, upper = log(beta / (1 - alpha)), log((1 - beta) / alpha)
    counts = torch.arange(max_mutants + 1)
    alive = (counts == 0).double()
    adversarial = normal = mutants = 0.0
    for n in range(1, max_mutants + 1):
        mutants += alive.sum().item()
        alive = (1 - kappa) * alive + kappa * alive.roll(-1)
        ratio = counts * log(p1 / p0) + (n - counts) * log((1 - p1) / (1 - p0))
        adversarial += alive[ratio >= upper].sum().item()
        normal += alive[ratio <= lower].sum().item()
        alive[(ratio >= upper) | (ratio <= lower)] = 0
    return adversarial, normal, alive.sum().item(), mutants
