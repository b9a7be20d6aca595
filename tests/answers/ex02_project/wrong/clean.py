# Returns x.
def project(x_adv, x, eps):
    return x
