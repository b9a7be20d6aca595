# Ignores the attacker.
def worst_case_margin(w, b, x, y, eps):
    return y * (x @ w + b)
