# Leaves the label out.
def worst_case_margin(w, b, x, y, eps):
    return (x @ w + b) - eps * w.abs().sum()
