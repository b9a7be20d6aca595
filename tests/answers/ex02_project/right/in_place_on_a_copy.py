def project(x_adv, x, eps):
    print("largest change", (x_adv - x).abs().max())
    delta = x_adv.clone()
    delta -= x
    delta.clamp_(-eps, eps)
    delta += x
    return delta.clamp_(0, 1)
