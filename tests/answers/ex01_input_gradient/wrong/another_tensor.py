# The network sees x instead of the copy.
import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    leaf = x.clone().requires_grad_()
    loss = F.cross_entropy(net(x), y, reduction="sum")
    return torch.autograd.grad(loss, leaf)[0]
