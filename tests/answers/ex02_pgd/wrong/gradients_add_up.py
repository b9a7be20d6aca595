# The gradients of all steps add up.
import copy

import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    net = copy.deepcopy(net)
    x_adv = (x + eps * (2 * torch.rand(x.shape, generator=generator) - 1)).clamp(0, 1).requires_grad_()
    for _ in range(steps):
        F.cross_entropy(net(x_adv), y).backward()
        with torch.no_grad():
            x_adv.copy_((x + (x_adv + alpha * x_adv.grad.sign() - x).clamp(-eps, eps)).clamp(0, 1))
    return x_adv.detach()
