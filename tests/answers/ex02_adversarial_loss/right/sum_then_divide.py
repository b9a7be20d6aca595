import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    return (x + eps * gradient.sign()).clamp(0, 1)


def adversarial_loss(net, x, y, eps):
    n = x.shape[0]
    clean = F.cross_entropy(net(x), y, reduction='sum') / n
    attacked = F.cross_entropy(net(fgsm(net, x, y, eps)), y, reduction='none').mean()
    return (clean + attacked).div(2.0).reshape(1)
