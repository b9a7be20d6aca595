# Counts pixels, not values: a colour pixel counts once.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    changed = (x_adv != x).any(1).flatten(1)
    return changed.sum(1), delta.norm(dim=1), delta.abs().amax(1)
