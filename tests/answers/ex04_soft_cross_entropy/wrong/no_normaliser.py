# log p without the sum.


def soft_cross_entropy(logits, targets, T):
    return -(targets * logits / T).sum(1).mean()
