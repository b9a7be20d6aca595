import numpy as np


def attack_report(x, x_adv, fooled):
    changed = (x.numpy() != x_adv.numpy()).reshape(len(x), -1).mean(axis=1)
    mask = fooled.numpy()
    return np.mean(mask), np.mean(changed[mask])
