import torch


def project(x_adv, x, eps):
    delta = x_adv - x
    delta = torch.where(delta > eps, eps, delta)
    delta = torch.where(delta < -eps, -eps, delta)
    result = x + delta
    return torch.where(result < 0, 0.0, torch.where(result > 1, 1.0, result))
