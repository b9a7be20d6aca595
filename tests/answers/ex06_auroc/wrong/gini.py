# 2 · area − 1.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    return 2 * ((gap > 0).double() + (gap == 0).double() / 2).mean().item() - 1
