# a fixed number of mutants and a line
from math import log

import torch


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def sprt(changes, p0, p1, alpha, beta):
    lower, upper = thresholds(alpha, beta)
    count = 0
    for n, changed in enumerate(changes, 1):
        count += changed
        ratio = log_ratio(count, n, p0, p1)
        if ratio >= upper:
            return "adversarial", n
        if ratio <= lower:
            return "normal", n
    return "undecided", len(changes)


def detect(net, x, mutate, p0, p1, alpha, beta, block, max_mutants):
    answers = net(x).argmax(1)
    rows = torch.arange(len(x)).repeat_interleave(block)
    kappa = (net(mutate(x[rows])).argmax(1) != answers[rows]).view(len(x), block).double().mean(1)
    return [("adversarial" if k > (p0 + p1) / 2 else "normal", block) for k in kappa]
