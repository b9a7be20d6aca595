# The ball lies around x_adv.
def project(x_adv, x, eps):
    return (x_adv + (x - x_adv).clamp(-eps, eps)).clamp(0, 1)
