# Returns x_adv.
def project(x_adv, x, eps):
    return x_adv
