# The gradient is divided by its largest value: only one pixel moves by ε.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    largest = gradient.abs().amax((1, 2, 3), keepdim=True)
    return (x + eps * gradient / largest).clamp(0, 1)
