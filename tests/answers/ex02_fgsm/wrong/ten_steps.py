# Ten steps of ε / 10 instead of one step.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    x_adv = x.clone()
    for _ in range(10):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x_adv = (x_adv + eps / 10 * gradient.sign()).clamp(0, 1)
    return x_adv
