# Takes the size of the score, as if every image were on the right side.
def worst_case_margin(w, b, x, y, eps):
    return (x @ w + b).abs() - eps * w.abs().sum()
