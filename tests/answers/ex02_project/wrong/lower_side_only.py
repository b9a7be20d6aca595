# Cuts only what is too dark.
def project(x_adv, x, eps):
    return x_adv.clamp(min=x - eps).clamp(0, 1)
