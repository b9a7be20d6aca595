# Differentiates only the first image's logits.
import torch


def jacobian(net, x):
    leaf = x.clone().requires_grad_()
    logits = net(leaf)
    rows = [torch.autograd.grad(logits[0, k], leaf, retain_graph=True)[0] for k in range(logits.shape[1])]
    return torch.stack(rows, 1)
