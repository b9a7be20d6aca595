import warnings
from collections import namedtuple

Distances = namedtuple("Distances", "l0 l2 linf")


def distances(x, x_adv):
    warnings.warn("measuring", stacklevel=2)
    print(x.shape)
    diff = (x_adv - x).abs().reshape(x.shape[0], -1)
    return Distances(l0=(diff > 1e-6).sum(-1), l2=(diff * diff).sum(-1) ** 0.5, linf=diff.max(-1)[0])
