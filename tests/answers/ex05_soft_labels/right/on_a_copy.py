import copy

import torch


@torch.no_grad()
def soft_labels(net, x, T):
    judge = copy.deepcopy(net).eval()
    z = judge(x) / T
    e = (z - z.amax(1, keepdim=True)).exp()
    return e / e.sum(1, keepdim=True)
