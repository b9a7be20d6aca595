import copy

import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    twin = copy.deepcopy(net).double()
    results = []
    for image, label in zip(x.double(), y):
        noise = torch.rand(image.shape, generator=generator, dtype=torch.float64) * 2 * eps - eps
        current = torch.clamp(image + noise, 0, 1)
        for _ in range(steps):
            leaf = current[None].clone().requires_grad_()
            F.cross_entropy(twin(leaf), label[None]).backward()
            current = current + alpha * leaf.grad[0].sign()
            current = torch.clamp(image + torch.clamp(current - image, -eps, eps), 0, 1)
        results.append(current)
    return torch.stack(results)
