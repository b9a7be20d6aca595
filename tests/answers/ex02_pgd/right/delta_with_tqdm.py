import logging
import warnings

import torch
from torch.nn import functional as F
from tqdm import trange


def pgd(net, x, y, eps, alpha, steps, generator=None):
    warnings.warn("random start", stacklevel=2)
    low, high = -x.clamp(max=eps), (1 - x).clamp(max=eps)
    delta = torch.rand(x.shape, generator=generator).mul(2).sub(1).mul(eps)
    delta = torch.minimum(torch.maximum(delta, low), high)
    for step in trange(steps):
        delta.requires_grad_()
        loss = F.cross_entropy(net(x + delta), y)
        logging.getLogger().info("step %d loss %f", step, loss.item())
        gradient = torch.autograd.grad(loss, delta)[0]
        delta = torch.minimum(torch.maximum(delta.detach() + alpha * gradient.sign(), low), high)
    return (x + delta).detach()
