# 1e-12 added: wrong in float64.


def entropy(p):
    return -(p * (p + 1e-12).log()).sum(1)
