import numpy as np


def auroc(adversarial, normal):
    a, b = np.asarray(adversarial, dtype=float), np.asarray(normal, dtype=float)
    both = np.concatenate([a, b])
    ranks = np.array([(both < v).sum() + ((both == v).sum() + 1) / 2 for v in both])  # mean rank of ties
    return (ranks[:len(a)].sum() - len(a) * (len(a) + 1) / 2) / (len(a) * len(b))
