# Half a point for a win, one for a tie.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    return ((gap > 0).double() / 2 + (gap == 0).double()).mean().item()
