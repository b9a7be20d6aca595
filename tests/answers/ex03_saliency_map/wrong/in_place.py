# Changes the Jacobian it was given.
import torch


def saliency_map(jacobian, target):
    rows = torch.arange(len(target))
    own = jacobian[rows, target].clone()
    jacobian[rows, target] = 0
    others = jacobian.sum(1)
    return torch.where((own < 0) | (others > 0), 0.0, own * others.abs())
