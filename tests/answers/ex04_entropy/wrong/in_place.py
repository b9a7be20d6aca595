# Replaces the caller's zeros.


def entropy(p):
    p[p == 0] = 1e-30
    return -(p * p.log()).sum(1)
