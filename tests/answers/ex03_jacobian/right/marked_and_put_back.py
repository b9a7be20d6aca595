import torch


def jacobian(net, x):
    before = x.requires_grad
    x.requires_grad_(True)
    z = net(x)
    r = [torch.autograd.grad(z[:, k].sum(), x, retain_graph=True)[0].detach() for k in range(z.shape[1])]
    x.requires_grad_(before)
    return torch.stack(r, 1)
