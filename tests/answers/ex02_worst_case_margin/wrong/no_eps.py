# Takes the reach for ε = 1.
def worst_case_margin(w, b, x, y, eps):
    return y * (x @ w + b) - w.abs().sum()
