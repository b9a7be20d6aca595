from math import log


def log_ratio(changes, mutants, p0, p1):
    return changes * log(p1 / p0) + (mutants - changes) * log((1 - p1) / (1 - p0))


def thresholds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def outcomes(kappa, p0, p1, alpha, beta, max_mutants):
    lower, upper = thresholds(alpha, beta)
    alive, adversarial, normal, mutants = {0: 1.0}, 0.0, 0.0, 0.0
    for n in range(1, max_mutants + 1):
        following = {}
        for c, chance in alive.items():
            mutants += chance
            for more, share in ((1, kappa), (0, 1 - kappa)):
                ratio = log_ratio(c + more, n, p0, p1)
                if ratio >= upper:
                    adversarial += chance * share
                elif ratio <= lower:
                    normal += chance * share
                else:
                    following[c + more] = following.get(c + more, 0.0) + chance * share
        alive = following
    return adversarial, normal, sum(alive.values()), mutants
