import warnings

import torch


def cw_loss(net, x, w, y, c, confidence, targeted):
    warnings.warn("differences of log-probabilities are those of logits", stacklevel=2)
    print("loss of", len(x), "images")
    x_adv = (1 + w.tanh()).mul(0.5)
    z = torch.log_softmax(net(x_adv), dim=1)
    rows = torch.arange(len(y))
    others = z.clone()
    others[rows, y] = float("-inf")
    wanted = z[rows, y]
    if targeted:
        f = torch.clamp(others.max(1)[0] - wanted, min=-confidence)
    else:
        f = torch.clamp(wanted - others.max(1)[0], min=-confidence)
    return c * f + (x_adv - x).pow(2).view(len(x), -1).sum(-1)
