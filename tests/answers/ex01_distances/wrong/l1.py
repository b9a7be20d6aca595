# L1 instead of L2.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    return (delta != 0).sum(1), delta.abs().sum(1), delta.abs().amax(1)
