# T divides what came out of the softmax.
import torch


def target_gradient(net, x, target, T, log):
    leaf = x.clone().requires_grad_()
    z = net(leaf)
    out = (torch.log_softmax(z, 1) if log else torch.softmax(z, 1)) / T
    return torch.autograd.grad(out.gather(1, target[:, None]).sum(), leaf)[0]
