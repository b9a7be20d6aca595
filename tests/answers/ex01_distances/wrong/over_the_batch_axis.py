# Sums over the batch.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    return (delta != 0).sum(0), delta.norm(dim=0), delta.abs().amax(0)
