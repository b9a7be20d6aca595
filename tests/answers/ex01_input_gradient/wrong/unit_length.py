# Normalised to length 1.
import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    leaf = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y, reduction="sum"), leaf)[0]
    return F.normalize(gradient.flatten(1), dim=1).view_as(x)
