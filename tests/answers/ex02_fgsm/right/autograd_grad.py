import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    x = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(net(x), y)
    (gradient,) = torch.autograd.grad(loss, x)
    return (x + eps * gradient.sign()).clamp(0, 1).detach()
