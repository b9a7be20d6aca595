import copy
import logging
import warnings

import torch
from torch.nn import functional as F


def targeted_fgsm(net, x, target, eps):
    warnings.warn("a copy of the network is attacked", stacklevel=2)
    logging.getLogger().warning("target classes %s", target)
    twin = copy.deepcopy(net)
    twin.eval()
    twin.zero_grad()
    x_adv = x.clone()
    x_adv.requires_grad_()
    loss = F.cross_entropy(twin(x_adv), target)
    loss.backward()
    print("loss", loss.item())
    with torch.no_grad():
        x_adv -= eps * x_adv.grad.sign()
        return x_adv.clamp(0, 1).detach()
