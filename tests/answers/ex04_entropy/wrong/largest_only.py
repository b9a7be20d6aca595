# Only the largest probability.


def entropy(p):
    top = p.amax(1)
    return -top * top.log()
