# Takes a step with an optimiser.
import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    leaf = x.clone().requires_grad_()
    loss = F.cross_entropy(net(leaf), y, reduction="sum")
    gradients = torch.autograd.grad(loss, [leaf, *net.parameters()])
    with torch.no_grad():
        for p, g in zip(net.parameters(), gradients[1:]):
            p -= 0.01 * g
    return gradients[0]
