import torch
from torch.nn import functional as F


def target_gradient(net, x, target, T, log):
    leaf = x.clone().requires_grad_()
    z = net(leaf) / T
    if log:
        return -torch.autograd.grad(F.cross_entropy(z, target, reduction="sum"), leaf)[0]
    chosen = F.softmax(z, dim=1) * F.one_hot(target, z.shape[1])
    return torch.autograd.grad(chosen.sum(), leaf)[0]
