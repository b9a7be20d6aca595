# Wald's approximation at its two points
from math import log

import torch


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    lower, upper = thresholds(alpha, beta)
    adversarial = alpha if kappa <= p0 else 1 - beta
    mean = kappa * log(p1 / p0) + (1 - kappa) * log((1 - p1) / (1 - p0))
    mutants = (adversarial * upper + (1 - adversarial) * lower) / mean
    return torch.tensor([adversarial, 1 - adversarial, 0.0, min(abs(mutants), max_mutants)])
