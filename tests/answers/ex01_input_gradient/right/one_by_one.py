import torch
from torch import nn


def input_gradient(net, x, y):
    loss = nn.CrossEntropyLoss()
    gradients = torch.zeros_like(x)
    for i in range(len(x)):
        image = x[i : i + 1].detach().clone().requires_grad_(True)
        (gradients[i : i + 1],) = torch.autograd.grad(loss(net(image), y[i : i + 1]), image)
    return gradients
