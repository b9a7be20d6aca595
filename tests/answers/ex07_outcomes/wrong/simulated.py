# a few simulated streams
from math import log

import torch


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    lower, upper = thresholds(alpha, beta)
    bits = torch.rand(500, max_mutants) < kappa
    n = torch.arange(1, max_mutants + 1)
    ratio = log_ratio(bits.cumsum(1), n, p0, p1)
    out = (ratio >= upper) | (ratio <= lower)
    decided = out.any(1)
    place = torch.where(decided, out.byte().argmax(1), max_mutants - 1)
    end = ratio.gather(1, place[:, None])[:, 0]
    share = [mask.double().mean() for mask in (end >= upper, end <= lower, ~decided)]
    return *share, (place + 1).double().mean()
