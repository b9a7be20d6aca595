# Takes the largest weight: the norm of the other kind.
def worst_case_margin(w, b, x, y, eps):
    return y * (x @ w + b) - eps * w.abs().max()
