# Right number, but w is changed in place.
def worst_case_margin(w, b, x, y, eps):
    margin = y * (x @ w + b)
    return margin - eps * w.abs_().sum()
