import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    """Keep the perturbation rather than the image, with bounds computed once."""
    low, high = torch.maximum(-x, torch.full_like(x, -eps)), torch.minimum(1 - x, torch.full_like(x, eps))
    delta = torch.zeros_like(x)
    for _ in range(steps):
        delta.requires_grad_()
        loss = F.cross_entropy(net(x + delta), y, reduction="sum")
        gradient = torch.autograd.grad(loss, delta)[0]
        delta = torch.minimum(torch.maximum(delta.detach() + alpha * gradient.sign(), low), high)
    return (x + delta).detach()
