# Compared with the largest normal κ.


def auroc(adversarial, normal):
    return (adversarial > normal.max()).double().mean().item()
