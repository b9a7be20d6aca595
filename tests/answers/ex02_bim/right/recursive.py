import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps, start=None):
    start = x if start is None else start
    if steps == 0:
        return start.detach().clone()
    leaf = start.detach().clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    after = (x + (start + alpha * gradient.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return bim(net, x, y, eps, alpha, steps - 1, after)
