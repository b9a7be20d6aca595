# Takes the absolute value after the sum.
def worst_case_margin(w, b, x, y, eps):
    return y * (x @ w + b) - eps * w.sum().abs()
