# The gradient is divided by its Euclidean length.
import torch
from torch.nn import functional as F


def targeted_fgsm(net, x, target, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), target), leaf)[0]
    length = gradient.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    return (x - eps * gradient / length).clamp(0, 1)
