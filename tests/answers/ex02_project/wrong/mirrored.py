# Subtracts the cut difference.
def project(x_adv, x, eps):
    return (x - (x_adv - x).clamp(-eps, eps)).clamp(0, 1)
