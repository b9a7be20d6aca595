# A lower limit of 0.001 inside the logarithm.


def entropy(p):
    return -(p * p.clamp(min=1e-3).log()).sum(1)
