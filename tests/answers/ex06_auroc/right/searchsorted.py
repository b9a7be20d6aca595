import torch


def auroc(adversarial, normal):
    ordered = normal.sort().values
    below = torch.searchsorted(ordered, adversarial, right=False).double()
    up_to = torch.searchsorted(ordered, adversarial, right=True).double()
    return float(((below + up_to) / 2).sum() / (len(adversarial) * len(normal)))
