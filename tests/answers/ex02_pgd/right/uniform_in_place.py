import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    x_adv = x + torch.empty_like(x).uniform_(-eps, eps, generator=generator)
    x_adv.clamp_(0, 1)
    for _ in range(steps):
        x_adv = x_adv.detach().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(x_adv), y, reduction="sum"), x_adv)[0]
        x_adv = torch.clamp(x_adv + alpha * torch.sign(gradient), x - eps, x + eps).clamp(0, 1)
    return x_adv.detach()
