# The caller's network is turned into float64 and stays so.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.double().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net.double()(leaf), y), leaf)[0]
    return (x + eps * gradient.sign()).clamp(0, 1).float()
