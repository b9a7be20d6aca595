import copy
import warnings

import torch
from torch.nn import functional as F


def adversarial_loss(net, x, y, eps):
    warnings.warn("attacking a copy", stacklevel=2)
    twin = copy.deepcopy(net)
    twin.zero_grad()
    leaf = x.clone().requires_grad_()
    F.cross_entropy(twin(leaf), y).backward()
    x_adv = torch.clamp(x + eps * torch.sign(leaf.grad), 0, 1).detach()
    criterion = torch.nn.CrossEntropyLoss()
    return (criterion(net(x), y) + criterion(net(x_adv), y)) / 2
