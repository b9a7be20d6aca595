# clamp_min 1e-4 in the logarithm.


def entropy(p):
    return -(p * p.clamp_min(1e-4).log()).sum(1)
