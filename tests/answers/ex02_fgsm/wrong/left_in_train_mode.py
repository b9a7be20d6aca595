# net.eval() is undone by net.train(), also where the network was not in training mode.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    net.eval()
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    net.train()
    return (x + eps * gradient.sign()).clamp(0, 1)
