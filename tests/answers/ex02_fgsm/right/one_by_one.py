import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    results = []
    for image, label in zip(x, y):
        leaf = image[None].clone().requires_grad_(True)
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), label[None]), leaf)[0]
        results.append((image + eps * gradient[0].sign()).clamp(0, 1))
    return torch.stack(results).detach()
