# asks the network for each image by itself
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


@torch.no_grad()
def detect(net, x, mutate, p0, p1, alpha, beta, block, max_mutants):
    results = []
    for image in x.split(1):
        label = net(image).argmax().item()
        bits, verdict, used = [], "undecided", 0
        while verdict == "undecided" and len(bits) < max_mutants:
            size = min(block, max_mutants - len(bits))
            mutants = mutate(image.expand(size, -1, -1, -1))
            bits.extend(p != label for p in net(mutants).argmax(1).tolist())
            verdict, used = sprt(bits, p0, p1, alpha, beta)
        results.append((verdict, used))
    return results
