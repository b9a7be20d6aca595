import logging

import numpy as np
import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    leaf = torch.from_numpy(x).requires_grad_()
    return torch.autograd.grad(F.nll_loss(F.log_softmax(net(leaf), dim=1), y), leaf)[0].numpy()


def bim(net, x, y, eps, alpha, steps):
    clean = x.numpy()
    x_adv = clean.copy()
    while steps > 0:
        logging.warning("%d steps to go", steps)
        x_adv = np.clip(x_adv + np.float32(alpha) * np.sign(input_gradient(net, x_adv, y)), clean - eps, clean + eps)
        x_adv = np.clip(x_adv, 0, 1).astype(np.float32)
        steps -= 1
    return x_adv
