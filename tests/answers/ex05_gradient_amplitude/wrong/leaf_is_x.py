# x itself records gradients.
import torch


def gradient_amplitude(net, x, T):
    leaf = x.requires_grad_()
    F = torch.softmax(net(leaf) / T, 1)
    total = 0
    for j in range(F.shape[1]):
        total = total + torch.autograd.grad(F[:, j].sum(), leaf, retain_graph=True)[0].abs().flatten(1).mean(1)
    return total / F.shape[1]
