# Switches the parameters' requires_grad off for good.
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    net.requires_grad_(False)
    leaf = x.clone().requires_grad_()
    F.cross_entropy(net(leaf), y).backward()
    return (x + eps * leaf.grad.sign()).clamp(0, 1).detach()
