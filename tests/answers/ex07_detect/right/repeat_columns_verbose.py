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
        answers = net(x).argmax(1)
        history = {i: torch.zeros(0, dtype=torch.bool) for i in range(x.shape[0])}
        found = {}
        while len(found) < len(x):
            going = torch.tensor([i for i in history if i not in found])
            print(f"{len(going)} images left")
            mutants = mutate(x[going].repeat(block, 1, 1, 1))
            changed = net(mutants).argmax(1).view(block, len(going)) != answers[going]
            for column, i in enumerate(going.tolist()):
                history[i] = torch.cat([history[i], changed[:, column]])[:max_mutants]
                verdict, used = sprt(history[i].tolist(), p0, p1, alpha, beta)
                if verdict != "undecided" or used >= max_mutants:
                    found[i] = verdict, torch.tensor(used)
    return tuple(found[i] for i in range(len(x)))
