# Counts only values that got brighter.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    return (delta > 0).sum(1), delta.norm(dim=1), delta.abs().amax(1)
