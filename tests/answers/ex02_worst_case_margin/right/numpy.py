import numpy as np


def worst_case_margin(w, b, x, y, eps):
    w, x, y = w.numpy().astype(np.float64), x.numpy(), y.numpy()
    return y * (x.dot(w) + b) - eps * np.linalg.norm(w, ord=1)
