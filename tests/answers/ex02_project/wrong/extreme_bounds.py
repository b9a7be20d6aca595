# One pair of bounds for all pixels: the smallest and largest x.
def project(x_adv, x, eps):
    return x_adv.clamp((x.min() - eps).item(), (x.max() + eps).item()).clamp(0, 1)
