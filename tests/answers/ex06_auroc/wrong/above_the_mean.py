# Compared with the mean of the normal images.


def auroc(adversarial, normal):
    return (adversarial > normal.mean()).double().mean().item()
