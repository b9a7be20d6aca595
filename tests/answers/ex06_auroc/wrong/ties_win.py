# A tie counts as a win.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    return ((gap > 0).double() + (gap == 0).double()).mean().item()
