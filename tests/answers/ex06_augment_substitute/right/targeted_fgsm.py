import torch
from torch.nn import functional as F


def augment_substitute(substitute, oracle, x, labels, lambda_):
    images = x.detach().clone()
    images.requires_grad = True
    loss = F.cross_entropy(substitute(images), labels)
    g, = torch.autograd.grad(loss, [images])
    new = torch.clamp(images.detach() - lambda_ * torch.sign(g), 0.0, 1.0)
    with torch.no_grad():
        more = oracle(new)
    return torch.cat((x, new), dim=0), torch.cat((labels, more), dim=0)
