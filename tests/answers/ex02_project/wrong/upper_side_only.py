# Cuts only what is too bright.
def project(x_adv, x, eps):
    return x_adv.clamp(max=x + eps).clamp(0, 1)
