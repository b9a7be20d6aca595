import numpy as np


def softmax_at(logits, T):
    z = logits.detach().cpu().numpy().astype(np.float64) / T
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)
