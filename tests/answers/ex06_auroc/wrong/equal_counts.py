# Compared as they are: only for as many of both.


def auroc(adversarial, normal):
    gap = adversarial - normal
    return ((gap > 0).double() + (gap == 0).double() / 2).mean().item()
