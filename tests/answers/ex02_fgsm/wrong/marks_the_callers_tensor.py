# requires_grad_() is called on the caller's own images, which record gradients from then on.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    x.requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(x), y), x)[0]
    return (x.detach() + eps * gradient.sign()).clamp(0, 1)
