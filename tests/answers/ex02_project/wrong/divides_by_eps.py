# The difference is divided by ε, which is 0 / 0 where ε is 0.
def project(x_adv, x, eps):
    return (x + eps * ((x_adv - x) / eps).clamp(-1, 1)).clamp(0, 1)
