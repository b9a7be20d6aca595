# The start and the moving image are called x, so that the ball moves with them.
import torch
from torch.nn import functional as F


def project(x_adv, x, eps):
    return (x + (x_adv - x).clamp(-eps, eps)).clamp(0, 1)


def pgd(net, x, y, eps, alpha, steps, generator=None):
    x = (x + eps * (2 * torch.rand(x.shape, generator=generator) - 1)).clamp(0, 1)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x = project(x + alpha * gradient.sign(), x, eps)
    return x
