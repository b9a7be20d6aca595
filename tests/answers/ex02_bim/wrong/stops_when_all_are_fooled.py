# Stops as soon as the whole batch is fooled.
import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    x_adv = x.clone()
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        if (net(x_adv).argmax(1) != y).all():
            break
        x_adv = (x + (x_adv + alpha * gradient.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return x_adv
