# The labels play no part: always class 0.
import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(net(leaf), torch.zeros_like(y), reduction="sum"), leaf)[0]
