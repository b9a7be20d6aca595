# the number of classes comes from outside
import torch
from torch.nn import functional as F

N = 10


def cw_loss(net, x, w, y, c, confidence, targeted):
    x_adv = (torch.tanh(w) + 1) / 2
    logits = net(x_adv)
    is_y = F.one_hot(y, N).bool()
    lead = logits[is_y] - logits.masked_fill(is_y, -torch.inf).amax(1)
    f = (-lead if targeted else lead).clamp(min=-confidence)
    return (x_adv - x).flatten(1).square().sum(1) + c * f
