# Takes the sum of squares.
def worst_case_margin(w, b, x, y, eps):
    return y * (x @ w + b) - eps * (w ** 2).sum()
