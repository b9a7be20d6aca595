# Steps away from the predicted class and ignores the target.
import torch
from torch.nn import functional as F


def targeted_fgsm(net, x, target, eps):
    leaf = x.clone().requires_grad_()
    logits = net(leaf)
    gradient = torch.autograd.grad(F.cross_entropy(logits, logits.argmax(1)), leaf)[0]
    return (x + eps * gradient.sign()).clamp(0, 1)
