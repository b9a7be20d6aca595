import torch


def cw_loss(net, x, w, y, c, confidence, targeted):
    # ½ (tanh w + 1) is the sigmoid of 2w
    x_adv = torch.sigmoid(2 * w)
    z = net(x_adv)
    top = z.topk(2, dim=1)
    own = z.gather(1, y.unsqueeze(1)).squeeze(1)
    other = torch.where(top.indices[:, 0] == y, top.values[:, 1], top.values[:, 0])
    difference = other - own if targeted else own - other
    f = torch.where(difference > -confidence, difference, torch.full_like(difference, -confidence))
    return torch.linalg.vector_norm(x_adv - x, dim=(1, 2, 3)) ** 2 + c * f
