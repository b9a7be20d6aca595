# Moves every value, whatever k is.
def select_strongest(x, gradient, k, step):
    return (x + step * gradient.sign()).clamp(0, 1)
