# Nothing keeps the images within ε of x.
import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    x_adv = (x + eps * (2 * torch.rand(x.shape, generator=generator) - 1)).clamp(0, 1)
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x_adv = (x_adv + alpha * gradient.sign()).clamp(0, 1)
    return x_adv
