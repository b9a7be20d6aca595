# Scales the whole perturbation down until it fits.
def project(x_adv, x, eps):
    delta = x_adv - x
    largest = delta.abs().amax((1, 2, 3), keepdim=True).clamp(min=1e-12)
    return (x + delta * (eps / largest).clamp(max=1)).clamp(0, 1)
