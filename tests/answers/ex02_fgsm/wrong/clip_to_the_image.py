# The result is clipped to the range of the images at hand instead of [0, 1].
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    return (x + eps * gradient.sign()).clamp(x.min(), x.max())
