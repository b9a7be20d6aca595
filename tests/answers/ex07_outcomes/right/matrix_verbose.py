import logging
from math import log

import torch


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    up, down = log(p1 / p0), log((1 - p1) / (1 - p0))
    size = max_mutants + 1
    step = torch.zeros(size, size, dtype=torch.float64)
    for c in range(size):
        step[c, c] = 1 - kappa
        if c + 1 < size:
            step[c, c + 1] = kappa
    alive = torch.zeros(size, dtype=torch.float64)
    alive[0] = 1
    result = torch.zeros(4, dtype=torch.float64)
    for n in range(1, size):
        result[3] += alive.sum()
        alive = alive @ step
        for c in range(n + 1):
            ratio = c * up + (n - c) * down
            if ratio >= log((1 - beta) / alpha):
                result[0] += alive[c]
            elif ratio <= log(beta / (1 - alpha)):
                result[1] += alive[c]
            else:
                continue
            alive[c] = 0
    result[2] = alive.sum()
    logging.warning("done")
    print(result)
    return result
