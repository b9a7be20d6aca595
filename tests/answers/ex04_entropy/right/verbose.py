import warnings


def entropy(p):
    print(p)
    warnings.warn("logarithms ahead", stacklevel=2)
    q = p.clone()
    q[q == 0] = 1
    return -(p * q.log()).sum(1)
