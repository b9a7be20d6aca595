# Forgets to keep the result.
def select_strongest(x, gradient, k, step):
    (x + step * gradient.sign()).clamp(0, 1)
    return x
