import numpy as np
import torch
from torch.nn import functional as F


def targeted_fgsm(net, x, target, eps):
    rows = []
    for i in range(x.shape[0]):
        leaf = x[i : i + 1].clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), target[i : i + 1]), leaf)[0]
        rows.append(np.clip(x[i].numpy() - eps * np.sign(gradient[0].numpy()), 0, 1))
    return np.stack(rows)
