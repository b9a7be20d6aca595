# One argsort gives an order, not ranks.
def select_strongest(x, gradient, k, step):
    flat = gradient.flatten(1)
    order = flat.abs().argsort(1, descending=True)
    return (x + step * ((order < k) * flat.sign()).view_as(x)).clamp(0, 1)
