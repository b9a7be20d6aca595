# Steps along the sign of a running mean of gradients.
import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    x_adv, velocity = x.clone(), torch.zeros_like(x)
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y, reduction="sum"), leaf)[0]
        velocity = 0.9 * velocity + gradient
        x_adv = (x + (x_adv + alpha * velocity.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return x_adv
