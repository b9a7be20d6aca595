# The three in another order.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    return delta.abs().amax(1), delta.norm(dim=1), (delta != 0).sum(1)
