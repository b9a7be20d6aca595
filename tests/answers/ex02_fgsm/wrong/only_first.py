# Perturbs only the first image of the batch.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    x_adv = x.clone()
    x_adv[0] = (x[0] + eps * gradient[0].sign()).clamp(0, 1)
    return x_adv
