# Returns the distance to the boundary instead of the margin.
def worst_case_margin(w, b, x, y, eps):
    return (y * (x @ w + b)) / w.abs().sum() - eps
