import torch
from torch.nn import functional as F


def targeted_fgsm(net, x, target, eps):
    """Follow the log-probability of the target upwards."""
    leaf = x.detach().clone().requires_grad_()
    chosen = F.log_softmax(net(leaf), 1).gather(1, target[:, None]).sum()
    gradient = torch.autograd.grad(chosen, leaf)[0]
    return torch.clamp(x + eps * gradient.sign(), 0, 1)
