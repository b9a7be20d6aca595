# Every image is held near the first one.
def project(x_adv, x, eps):
    return x_adv.clamp(x[:1] - eps, x[:1] + eps).clamp(0, 1)
