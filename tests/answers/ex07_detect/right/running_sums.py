from math import log

import torch


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)



def detect(net, x, mutate, p0, p1, alpha, beta, block, max_mutants):
    lower, upper = thresholds(alpha, beta)
    names = {-1: "normal", 0: "undecided", 1: "adversarial"}
    answers = net(x).argmax(1)
    total = torch.zeros(len(x), dtype=torch.float64)
    used = torch.zeros(len(x), dtype=torch.int64)
    side = torch.zeros(len(x), dtype=torch.int64)
    while True:
        rows = torch.nonzero((side == 0) & (used < max_mutants)).flatten()
        if len(rows) == 0:
            break
        size = min(block, max_mutants - int(used[rows[0]]))
        copies = x[rows].unsqueeze(1).expand(-1, size, -1, -1, -1).reshape(-1, *x.shape[1:])
        labels = net(mutate(copies)).argmax(1).view(len(rows), size)
        for column in (labels != answers[rows, None]).T:
            open_ = side[rows] == 0
            step = torch.where(column, log(p1 / p0), log((1 - p1) / (1 - p0)))
            total[rows] += step * open_
            used[rows] += open_.long()
            side[rows] = (total[rows] >= upper).long() - (total[rows] <= lower).long()
    return [(names[s], n) for s, n in zip(side.tolist(), used.tolist())]
