# Divided by log N.
import math

import torch


def entropy(p):
    return -torch.xlogy(p, p).sum(1) / math.log(p.shape[1])
