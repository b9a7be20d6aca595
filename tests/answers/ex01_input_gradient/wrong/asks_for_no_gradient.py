# The copy does not ask for a gradient.
import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    leaf = x.clone()
    loss = F.cross_entropy(net(leaf), y, reduction="sum")
    return torch.autograd.grad(loss, leaf)[0]
