# The leaf's .grad is never cleared, so the gradients of all steps add up.
import copy

import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    net = copy.deepcopy(net)
    x_adv = x.clone().requires_grad_()
    for _ in range(steps):
        F.cross_entropy(net(x_adv), y, reduction="sum").backward()
        with torch.no_grad():
            x_adv.copy_((x + (x_adv + alpha * x_adv.grad.sign() - x).clamp(-eps, eps)).clamp(0, 1))
    return x_adv.detach()
