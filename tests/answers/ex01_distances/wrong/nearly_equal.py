# Values that are nearly equal count as unchanged.
import torch


def distances(x, x_adv):
    delta = (x_adv - x).flatten(1)
    changed = ~torch.isclose(x, x_adv).flatten(1)
    return changed.sum(1), delta.norm(dim=1), delta.abs().amax(1)
