import torch


def thresholds(alpha, beta):
    pr = torch.tensor([beta / (1 - alpha), (1 - beta) / alpha])
    return pr.log()
