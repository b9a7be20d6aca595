# T is ignored.
import torch


def target_gradient(net, x, target, T, log):
    leaf = x.clone().requires_grad_()
    z = net(leaf)
    out = z.log_softmax(1) if log else z.softmax(1)
    return torch.autograd.grad(out[torch.arange(len(x)), target].sum(), leaf)[0]
