# In per cent.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    return 100 * ((gap > 0).double() + (gap == 0).double() / 2).mean().item()
