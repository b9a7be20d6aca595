import torch
from torch.nn import functional as F


def cw_loss(net, x, w, y, c, confidence, targeted):
    x_adv = 0.5 * w.double().tanh() + 0.5
    z = net(x_adv.to(x.dtype)).double()
    hot = F.one_hot(y, z.shape[-1]).double()
    z_y = (z * hot).sum(dim=1)
    z_o = (z - 1e6 * hot).max(dim=1).values
    sign = -1.0 if targeted else 1.0
    f = torch.relu(sign * (z_y - z_o) + confidence) - confidence
    return ((x_adv - x.double()) ** 2).sum(dim=[1, 2, 3]) + c.double() * f
