# L0 as a share of the values.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    return (delta != 0).float().mean(1), delta.norm(dim=1), delta.abs().amax(1)
