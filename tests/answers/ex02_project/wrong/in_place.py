# Changes x_adv.
def project(x_adv, x, eps):
    return x_adv.clamp_(x - eps, x + eps).clamp_(0, 1)
