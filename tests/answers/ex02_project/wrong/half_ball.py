# The ball is half as wide.
def project(x_adv, x, eps):
    return x_adv.clamp(x - eps / 2, x + eps / 2).clamp(0, 1)
