# clamp_min 1e-8 in both places.


def entropy(p):
    q = p.clamp_min(1e-8)
    return -(q * q.log()).sum(1)
