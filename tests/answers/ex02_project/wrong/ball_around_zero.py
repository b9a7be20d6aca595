# Cuts the image instead of the difference.
def project(x_adv, x, eps):
    return x_adv.clamp(-eps, eps).clamp(0, 1)
