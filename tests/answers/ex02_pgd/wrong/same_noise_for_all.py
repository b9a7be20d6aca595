# All images share one noise.
import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    noise = 2 * torch.rand(x[0].shape, generator=generator) - 1
    x_adv = (x + eps * noise).clamp(0, 1)
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x_adv = (x + (x_adv + alpha * gradient.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return x_adv
