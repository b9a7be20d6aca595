import logging
import sys
import warnings

import torch
from torch.nn import functional as F
from tqdm import tqdm


def fgsm(net, x, y, eps):
    print("attacking", x.shape)
    print("on stderr", file=sys.stderr)
    warnings.warn("a warning that means nothing", stacklevel=2)
    logging.getLogger("student").error("a log line that means nothing")
    leaf = x.clone().requires_grad_()
    for _ in tqdm(range(1)):
        gradient = torch.autograd.grad(F.cross_entropy(net(leaf), y), leaf)[0]
    return torch.clip(x + eps * torch.sign(gradient), 0, 1)
