import logging
import warnings

import torch
from torch.nn import functional as F


def input_gradient(net, x, y):
    print("gradient of", tuple(x.shape))
    warnings.warn("slow and sure", stacklevel=2)
    logging.warning("logged")
    return torch.autograd.functional.jacobian(lambda z: F.cross_entropy(net(z), y, reduction="sum"), x)
