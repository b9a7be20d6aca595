import copy

import numpy as np
import torch


def augment_substitute(substitute, oracle, x, labels, lambda_):
    twin = copy.deepcopy(substitute).double()
    leaf = x.double().requires_grad_()
    rows = torch.arange(len(x))
    torch.softmax(twin(leaf), 1)[rows, labels].sum().backward()
    new = (x + lambda_ * leaf.grad.sign().to(x.dtype)).clamp(0, 1)
    both = np.concatenate([labels.numpy(), oracle(new).numpy()])
    return torch.cat([x, new]), torch.from_numpy(both)
