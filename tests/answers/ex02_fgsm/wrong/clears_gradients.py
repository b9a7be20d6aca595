# net.zero_grad() also throws away gradients that the caller had.
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    F.cross_entropy(net(leaf), y).backward()
    net.zero_grad()
    return (x + eps * leaf.grad.sign()).clamp(0, 1).detach()
