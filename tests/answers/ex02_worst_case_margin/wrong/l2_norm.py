# Takes the Euclidean norm of the weights.
def worst_case_margin(w, b, x, y, eps):
    return y * (x @ w + b) - eps * w.norm()
