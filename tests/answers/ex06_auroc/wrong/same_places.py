# Only pairs of the same place.


def auroc(adversarial, normal):
    count = min(len(adversarial), len(normal))
    gap = adversarial[:count] - normal[:count]
    return ((gap > 0).double() + (gap == 0).double() / 2).mean().item()
