import numpy as np


def saliency_map(jacobian, target):
    table = jacobian.numpy().astype(np.float64)
    out = np.zeros((table.shape[0],) + table.shape[2:])
    for i, t in enumerate(target.numpy()):
        beta = np.delete(table[i], t, axis=0).sum(0)
        good = (table[i, t] >= 0) & (beta <= 0)
        out[i][good] = table[i, t][good] * np.abs(beta)[good]
    return out
