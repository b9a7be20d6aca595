def project(x_adv, x, eps):
    x_adv = x_adv.clamp(0, 1)
    return x_adv.clamp(x - eps, x + eps)
