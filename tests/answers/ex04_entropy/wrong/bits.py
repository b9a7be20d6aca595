# In bits.


def entropy(p):
    return -(p * p.clamp(min=1e-30).log2()).sum(1)
