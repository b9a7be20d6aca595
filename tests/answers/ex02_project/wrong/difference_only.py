# Returns the cut difference.
def project(x_adv, x, eps):
    return (x_adv - x).clamp(-eps, eps)
