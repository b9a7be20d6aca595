# Attacks one half of the batch and keeps the other clean.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    return (x + eps * gradient.sign()).clamp(0, 1)


def adversarial_loss(net, x, y, eps):
    half = len(x) // 2
    mixed = torch.cat([x[:half], fgsm(net, x[half:], y[half:], eps)])
    return F.cross_entropy(net(mixed), y)
