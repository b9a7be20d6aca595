import numpy as np
import torch


def detect(net, x, mutate, p0, p1, alpha, beta, block, max_mutants):
    up, down = np.log(p1 / p0), np.log((1 - p1) / (1 - p0))
    low, high = np.log(beta / (1 - alpha)), np.log((1 - beta) / alpha)
    answers = net(x.clone()).detach().numpy().argmax(1)
    count, used = np.zeros(len(x), int), np.zeros(len(x), int)
    verdict = np.array(["undecided"] * len(x), dtype=object)
    alive = np.arange(len(x))
    while alive.size:
        size = min(block, max_mutants - used[alive[0]])
        mutants = mutate(x[torch.from_numpy(np.repeat(alive, size))])
        changed = (net(mutants).detach().numpy().argmax(1) != np.repeat(answers[alive], size)).reshape(-1, size)
        c = count[alive, None] + changed.cumsum(1)
        n = used[alive, None] + np.arange(1, size + 1)
        walk = c * up + (n - c) * down
        for i, row, cs, ns in zip(alive, walk, c, n):
            hit = np.flatnonzero((row >= high) | (row <= low))
            place = hit[0] if hit.size else -1
            count[i], used[i] = cs[place], ns[place]
            if hit.size:
                verdict[i] = "adversarial" if row[place] > 0 else "normal"
        alive = np.array([i for i in alive if verdict[i] == "undecided" and used[i] < max_mutants], dtype=int)
    return list(zip(verdict.tolist(), used.tolist()))
