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
    with torch.no_grad():
        answers = torch.cat([net(image[None]).argmax(1) for image in x])
        seen = [[] for _ in x]
        verdicts = [("undecided", 0)] * len(x)
        going = list(range(len(x)))
        made = 0
        while going and made < max_mutants:
            rows = torch.tensor(going).repeat_interleave(block)
            changed = net(mutate(x[rows])).argmax(1) != answers[rows]
            for i, bits in zip(going, changed.view(len(going), block).tolist()):
                seen[i] += bits
                verdicts[i] = sprt(seen[i][:max_mutants], p0, p1, alpha, beta)
            going = [i for i in going if verdicts[i][0] == "undecided"]
            made += block
    return verdicts
