# Random signs in place of the gradient's.
import torch


def fgsm(net, x, y, eps):
    return (x + eps * torch.randn_like(x).sign()).clamp(0, 1)
