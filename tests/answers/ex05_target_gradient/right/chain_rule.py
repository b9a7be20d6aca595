import torch


def target_gradient(net, x, target, T, log):
    leaf = x.clone().requires_grad_()
    z = net(leaf)
    with torch.no_grad():
        p = torch.softmax(z / T, 1)
        rows = torch.arange(len(x))
        direction = -p / T
        direction[rows, target] += 1 / T
        if not log:
            direction *= p[rows, target][:, None]
    return torch.autograd.grad(z, leaf, direction)[0].numpy()
