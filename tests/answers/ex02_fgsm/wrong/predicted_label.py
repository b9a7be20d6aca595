# The gradient is of the loss with the predicted class.
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = x.clone().requires_grad_()
    logits = net(leaf)
    gradient = torch.autograd.grad(F.cross_entropy(logits, logits.argmax(1)), leaf)[0]
    return (x + eps * gradient.sign()).clamp(0, 1)
