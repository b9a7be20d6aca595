# One number each for the whole batch.
def distances(x, x_adv):
    delta = x_adv - x
    return (delta != 0).sum(), delta.norm(), delta.abs().max()
