# 0 · log 0 is nan.


def entropy(p):
    return -(p * p.log()).sum(1)
