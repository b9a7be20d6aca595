# Clips the cut difference to [0, 1].
def project(x_adv, x, eps):
    return (x_adv - x).clamp(-eps, eps).clamp(0, 1)
