# Cuts negative margins off.
def worst_case_margin(w, b, x, y, eps):
    return (y * (x @ w + b) - eps * w.abs().sum()).clamp(min=0)
