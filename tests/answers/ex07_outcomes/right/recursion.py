import functools
from math import log


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    up, down = log(p1 / p0), log((1 - p1) / (1 - p0))

    @functools.cache
    def ahead(c, n):
        if n and c * up + (n - c) * down >= log((1 - beta) / alpha):
            return 1.0, 0.0, 0.0, 0.0
        if n and c * up + (n - c) * down <= log(beta / (1 - alpha)):
            return 0.0, 1.0, 0.0, 0.0
        if n == max_mutants:
            return 0.0, 0.0, 1.0, 0.0
        yes, no = ahead(c + 1, n + 1), ahead(c, n + 1)
        a, b, u, m = (kappa * p + (1 - kappa) * q for p, q in zip(yes, no))
        return a, b, u, m + 1

    return ahead(0, 0)
