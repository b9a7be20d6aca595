# −log of the largest probability.


def entropy(p):
    return -p.amax(1).log()
