# Adds ε where the gradient is positive and leaves the rest.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    return (x + eps * (gradient > 0)).clamp(0, 1)
