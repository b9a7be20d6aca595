# a fixed sample: looks once, at the end
from math import log

import torch


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    lower, upper = thresholds(alpha, beta)
    c = torch.arange(max_mutants + 1).double()
    ways = torch.lgamma(c[-1] + 1) - torch.lgamma(c + 1) - torch.lgamma(c[-1] - c + 1)
    chance = (ways + torch.xlogy(c, torch.tensor(kappa)) + torch.xlogy(c[-1] - c, torch.tensor(1 - kappa))).exp()
    ratio = log_ratio(c, max_mutants, p0, p1)
    adversarial, normal = chance[ratio >= upper].sum(), chance[ratio <= lower].sum()
    return adversarial, normal, 1 - adversarial - normal, max_mutants
