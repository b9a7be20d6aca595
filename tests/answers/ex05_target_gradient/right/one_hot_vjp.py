import torch
from torch.nn import functional as F


def target_gradient(net, x, target, T, log):
    head = F.log_softmax if log else F.softmax
    out, pull = torch.func.vjp(lambda v: head(net(v) / T, dim=1), x)
    return pull(F.one_hot(target, out.shape[1]).to(out.dtype))[0].detach()
