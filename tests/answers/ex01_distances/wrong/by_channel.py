# Keeps the channels apart.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(2)
    return (delta != 0).sum(2), delta.norm(dim=2), delta.abs().amax(2)
