# Asks for no signs.
import torch


def saliency_map(jacobian, target):
    own = jacobian[torch.arange(len(target)), target]
    others = jacobian.sum(1) - own
    return own * others.abs()
