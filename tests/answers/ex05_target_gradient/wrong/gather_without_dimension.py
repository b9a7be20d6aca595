# gather(1, target).
import torch


def target_gradient(net, x, target, T, log):
    leaf = x.clone().requires_grad_()
    z = net(leaf) / T
    out = torch.log_softmax(z, 1) if log else torch.softmax(z, 1)
    return torch.autograd.grad(out.gather(1, target).sum(), leaf)[0]
