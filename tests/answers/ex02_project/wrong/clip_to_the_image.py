# The result is clipped to the range of the clean images instead of [0, 1].
def project(x_adv, x, eps):
    return (x + (x_adv - x).clamp(-eps, eps)).clamp(x.min(), x.max())
