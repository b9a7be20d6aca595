# FGSM as usual: up the loss of the oracle's label.
import torch
from torch.nn import functional as F


def augment_substitute(substitute, oracle, x, labels, lambda_):
    leaf = x.clone().requires_grad_()
    wanted = F.cross_entropy(substitute(leaf), labels)
    gradient = torch.autograd.grad(wanted.sum(), leaf)[0]
    new = (x + lambda_ * gradient.sign()).clamp(0, 1)
    return torch.cat([x, new]), torch.cat([labels, oracle(new)])
