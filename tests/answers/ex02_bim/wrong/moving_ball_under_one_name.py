# The moving image is called x, so that the ball moves with it.
import torch
from torch.nn import functional as F


def project(x_adv, x, eps):
    return (x + (x_adv - x).clamp(-eps, eps)).clamp(0, 1)


def gradient_at(net, x, y):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]


def bim(net, x, y, eps, alpha, steps):
    for _ in range(steps):
        x = project(x + alpha * gradient_at(net, x, y).sign(), x, eps)
    return x
