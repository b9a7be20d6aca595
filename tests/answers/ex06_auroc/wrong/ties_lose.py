# A tie counts as nothing.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    return ((gap > 0).double()).mean().item()
