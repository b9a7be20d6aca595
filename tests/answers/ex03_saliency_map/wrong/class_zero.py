# Ignores the target.
import torch


def saliency_map(jacobian, target):
    own = jacobian[:, 0]
    others = jacobian.sum(1) - own
    return torch.where((own < 0) | (others > 0), 0.0, own * others.abs())
