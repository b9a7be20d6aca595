import numpy as np


def sprt(changes, p0, p1, alpha, beta):
    bits = np.array(changes, dtype=bool)
    walk = np.cumsum(np.where(bits, np.log(p1 / p0), np.log((1 - p1) / (1 - p0))))
    outside = (walk >= np.log((1 - beta) / alpha)) | (walk <= np.log(beta / (1 - alpha)))
    if not outside.any():
        return "undecided", len(bits)
    first = int(np.argmax(outside))
    return ("adversarial" if walk[first] > 0 else "normal"), first + 1
