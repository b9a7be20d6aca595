# Leaves out changes below one grey level.
def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    return (delta.abs() > 1 / 255).sum(1), delta.norm(dim=1), delta.abs().amax(1)
