import numpy as np


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    up, down = np.log(p1 / p0), np.log((1 - p1) / (1 - p0))
    c = np.arange(max_mutants + 1)
    state = np.zeros(max_mutants + 1, dtype=np.float32)
    state[0] = 1
    ends = {"adversarial": [], "normal": []}
    for n in range(1, max_mutants + 1):
        new = state * np.float32(1 - kappa)
        new[1:] += state[:-1] * np.float32(kappa)
        walk = c * up + (n - c) * down
        high, low = walk >= np.log((1 - beta) / alpha), walk <= np.log(beta / (1 - alpha))
        ends["adversarial"].append(new[high].sum())
        ends["normal"].append(new[low].sum())
        new[high | low] = 0
        state = new
    decided = np.array(ends["adversarial"]) + np.array(ends["normal"])
    left = state.sum()
    mean = (decided * np.arange(1, max_mutants + 1)).sum() + left * max_mutants
    return np.array([sum(ends["adversarial"]), sum(ends["normal"]), left, mean])
