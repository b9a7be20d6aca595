from math import log, log1p


def log_ratio(changes, mutants, p0, p1):
    def log_likelihood(p):
        return changes * log(p) + (mutants - changes) * log1p(-p)

    return log_likelihood(p1) - log_likelihood(p0)
