import torch


def auroc(adversarial, normal):
    return (torch.sign(adversarial.unsqueeze(1) - normal.unsqueeze(0)).double().mean() + 1) / 2
