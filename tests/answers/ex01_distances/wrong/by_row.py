# The distances of rows of pixels instead of images.
def distances(x, x_adv):
    delta = x_adv - x
    return (delta != 0).sum(-1), delta.norm(dim=-1), delta.abs().amax(-1)
