# Forgets that an image lies in [0, 1].
def project(x_adv, x, eps):
    return x + (x_adv - x).clamp(-eps, eps)
