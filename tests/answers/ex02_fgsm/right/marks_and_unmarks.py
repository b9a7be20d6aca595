import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    x.requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(x), y), x)[0]
    x.requires_grad_(False)
    return (x + eps * gradient.sign()).clamp(0, 1)
