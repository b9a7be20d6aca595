# The sign is computed as g / |g|, which is 0 / 0 where the gradient is 0.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    return (x + eps * gradient / gradient.abs()).clamp(0, 1)
