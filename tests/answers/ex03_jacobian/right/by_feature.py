import torch


def jacobian(net, x):
    cols = []
    D = x[0].numel()
    for i in range(D):
        v = torch.zeros_like(x).flatten(1)
        v[:, i] = 1
        cols.append(torch.func.jvp(net, (x,), (v.view_as(x),))[1])
    return torch.stack(cols, 2).view(len(x), -1, *x.shape[1:]).detach()
