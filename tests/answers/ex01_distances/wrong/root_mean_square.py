# Root of the mean instead of the sum.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    return (delta != 0).sum(1), delta.square().mean(1).sqrt(), delta.abs().amax(1)
