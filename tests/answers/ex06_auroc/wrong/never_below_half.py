# The better of both directions.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    area = ((gap > 0).double() + (gap == 0).double() / 2).mean().item()
    return max(area, 1 - area)
