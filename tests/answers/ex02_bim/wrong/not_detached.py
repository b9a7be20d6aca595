# The result still hangs on the graph.
import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    x_adv = x.clone()
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x_adv = (x + (x_adv + alpha * gradient.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return x_adv + 0 * leaf if steps else x
