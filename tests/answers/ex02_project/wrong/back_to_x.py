# Puts values outside the ball back to x instead of its edge.
import torch


def project(x_adv, x, eps):
    return torch.where((x_adv - x).abs() > eps, x, x_adv).clamp(0, 1)
