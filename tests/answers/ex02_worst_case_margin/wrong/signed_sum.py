# Adds up the weights with their signs.
def worst_case_margin(w, b, x, y, eps):
    return y * (x @ w + b) - eps * w.sum()
