import numpy as np
import torch
from torch.nn import functional as F


def pgd(net, x, y, eps, alpha, steps, generator=None):
    seed = torch.randint(2**31, (1,), generator=generator).item()
    draw = np.random.default_rng(seed)
    start = x.numpy() + draw.uniform(-eps, eps, size=tuple(x.shape)).astype(np.float32)
    x_adv = torch.from_numpy(np.clip(start, 0, 1))
    for _ in range(steps):
        leaf = x_adv.clone().requires_grad_()
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
        x_adv = torch.minimum(torch.maximum(x_adv + alpha * gradient.sign(), x - eps), x + eps).clamp(0, 1)
    return x_adv.numpy()
