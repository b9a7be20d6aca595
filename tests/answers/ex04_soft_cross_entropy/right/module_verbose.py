import warnings

from torch import nn


def soft_cross_entropy(logits, targets, T):
    print("T:", T)
    warnings.warn("computing a loss", stacklevel=2)
    return nn.CrossEntropyLoss()(logits.div(T), targets)
