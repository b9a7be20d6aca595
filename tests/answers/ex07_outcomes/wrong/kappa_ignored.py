# always at p0
from math import log

import torch


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    lower, upper = thresholds(alpha, beta)
    kappa = p0
    counts = torch.arange(max_mutants + 2)
    alive = (counts == 0).double()
    adversarial = normal = mutants = 0.0
    for n in range(1, max_mutants + 1):
        mutants += alive.sum()
        alive = (1 - kappa) * alive + kappa * alive.roll(1)
        ratio = log_ratio(counts, n, p0, p1)
        adversarial += alive[ratio >= upper].sum()
        normal += alive[ratio <= lower].sum()
        alive[(ratio >= upper) | (ratio <= lower)] = 0
    return adversarial, normal, alive.sum(), mutants
