import copy

import torch


def target_gradient(net, x, target, T, log):
    net = copy.deepcopy(net).double()
    leaf = x.double().requires_grad_() if x.dtype != torch.float64 else x.clone().requires_grad_()
    z = net(leaf) / T
    p = torch.log_softmax(z, 1) if log else torch.softmax(z, 1)
    sum(p[n, t] for n, t in enumerate(target.tolist())).backward()
    print("done")
    return leaf.grad.to(x.dtype)
