# Normal images are expected to have the higher κ.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    return ((gap < 0).double() + (gap == 0).double() / 2).mean().item()
