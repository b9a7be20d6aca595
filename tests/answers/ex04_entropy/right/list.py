import math


def entropy(p):
    return [-sum(v * math.log(v) for v in row if v) for row in p.tolist()]
