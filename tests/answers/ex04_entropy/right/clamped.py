

def entropy(p):
    return -(p * p.clamp(min=1e-12).log()).sum(1)
