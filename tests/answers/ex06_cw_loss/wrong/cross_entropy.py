# A cross-entropy instead of the difference of logits.
import torch
from torch.nn import functional as F


def cw_loss(net, x, w, y, c, confidence, targeted):
    x_adv = (torch.tanh(w) + 1) / 2
    logits = net(x_adv)
    f = (1 if targeted else -1) * F.cross_entropy(logits, y, reduction="none")
    return (x_adv - x).flatten(1).square().sum(1) + c * f
