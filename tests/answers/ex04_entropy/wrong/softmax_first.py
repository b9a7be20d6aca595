# Takes p for logits.


def entropy(p):
    q = p.softmax(1)
    return -(q * q.log()).sum(1)
