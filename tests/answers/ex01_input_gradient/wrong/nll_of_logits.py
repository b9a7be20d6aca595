# nll_loss on logits: the gradient of a logit, not of the loss.
import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(F.nll_loss(net(leaf), y, reduction="sum"), leaf)[0]
