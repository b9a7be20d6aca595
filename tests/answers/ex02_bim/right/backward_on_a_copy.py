import copy

import torch
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    twin = copy.deepcopy(net).eval()
    x_adv = x.clone().requires_grad_()
    for step in range(steps):
        print("step", step)
        if x_adv.grad is not None:
            x_adv.grad.zero_()
        F.cross_entropy(twin(x_adv), y).backward()
        with torch.no_grad():
            x_adv += alpha * x_adv.grad.sign()
            x_adv.copy_(torch.clamp(x_adv, x - eps, x + eps).clamp(0, 1))
    return x_adv.detach()
