# The κ are sorted in place.


def auroc(adversarial, normal):
    adversarial.copy_(adversarial.sort().values)
    gap = adversarial[:, None] - normal[None, :]
    return ((gap > 0).double() + (gap == 0).double() / 2).mean().item()
