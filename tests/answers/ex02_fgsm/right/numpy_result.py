import numpy as np
import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    leaf = torch.tensor(x.numpy(), requires_grad=True)
    (gradient,) = torch.autograd.grad(F.cross_entropy(net(leaf), y), [leaf])
    return np.clip(x.numpy() + eps * np.sign(gradient.numpy()), 0, 1)
