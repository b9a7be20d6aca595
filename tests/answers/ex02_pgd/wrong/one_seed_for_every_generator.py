# A generator that is passed only says that the seed is to be 0.
import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    if generator is not None:
        generator.manual_seed(0)
    noise = torch.rand(x.shape, generator=generator)
    x_adv = (x + eps * (2 * noise - 1)).clamp(0, 1)
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x_adv = (x + (x_adv + alpha * gradient.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return x_adv
