import copy

import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    twin = copy.deepcopy(net).double()
    results = []
    for image, label in zip(x.double().split(1), y.split(1)):
        current = image
        for _ in range(steps):
            current = current.detach().clone().requires_grad_(True)
            (gradient,) = torch.autograd.grad(F.cross_entropy(twin(current), label), current)
            current = torch.max(torch.min(current + alpha * torch.sign(gradient), image + eps), image - eps)
            current = current.clamp(0, 1)
        results.append(current.detach())
    return torch.cat(results)
