# Asks for no signs: minus the product.
import torch


def saliency_map(jacobian, target):
    own = jacobian[torch.arange(len(target)), target]
    others = jacobian.sum(1) - own
    return -own * others
