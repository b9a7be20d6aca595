# Ends with net.zero_grad(): the gradients that the network held are gone.
import torch


def jacobian(net, x):
    leaf = x.clone().requires_grad_()
    z = net(leaf)
    rows = []
    for k in range(z.shape[1]):
        leaf.grad = None
        z[:, k].sum().backward(retain_graph=True)
        rows.append(leaf.grad)
    net.zero_grad()
    return torch.stack(rows, 1)
