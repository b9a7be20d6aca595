# Keeps the perturbed pixels in [0, 1].
def worst_case_margin(w, b, x, y, eps):
    worst = (x - eps * y[:, None] * w.sign()).clamp(0, 1)
    return y * (worst @ w + b)
