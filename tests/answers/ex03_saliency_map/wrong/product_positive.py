# Positive wherever the product of both is negative, also with both signs wrong.
import torch


def saliency_map(jacobian, target):
    own = jacobian[torch.arange(len(target)), target]
    others = jacobian.sum(1) - own
    return (-own * others).clamp(min=0)
