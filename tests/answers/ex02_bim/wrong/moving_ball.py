# The ball is centred on the image of the step before.
import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    x_adv = x.clone()
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        new = x_adv + alpha * gradient.sign()
        x_adv = (x_adv + (new - x_adv).clamp(-eps, eps)).clamp(0, 1)
    return x_adv
