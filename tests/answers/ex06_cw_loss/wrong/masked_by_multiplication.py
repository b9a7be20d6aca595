# class y is multiplied by 0
import torch
from torch.nn import functional as F


def cw_loss(net, x, w, y, c, confidence, targeted):
    x_adv = (torch.tanh(w) + 1) / 2
    logits = net(x_adv)
    is_y = F.one_hot(y, logits.shape[1]).bool()
    lead = logits[is_y] - (logits * ~is_y).amax(1)
    f = (-lead if targeted else lead).clamp(min=-confidence)
    return (x_adv - x).flatten(1).square().sum(1) + c * f
