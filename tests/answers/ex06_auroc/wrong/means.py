# The difference of the means.


def auroc(adversarial, normal):
    return (adversarial.double().mean() - normal.double().mean()).item()
