# Changes w in place.
def worst_case_margin(w, b, x, y, eps):
    w.abs_()
    return y * (x @ w + b) - eps * w.sum()
