# Ties are left out of the pairs.


def auroc(adversarial, normal):
    gap = adversarial[:, None] - normal[None, :]
    wins, losses = (gap > 0).sum().item(), (gap < 0).sum().item()
    return wins / max(wins + losses, 1)
