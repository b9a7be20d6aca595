# compares element by element


def auroc(adversarial, normal):
    wins = (adversarial > normal).double() + (adversarial == normal).double() / 2
    return wins.mean().item()
