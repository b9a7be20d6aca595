# 1 − Σ p².


def entropy(p):
    return 1 - (p**2).sum(1)
