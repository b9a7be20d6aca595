# backward() fills the gradients of the network.
import torch


def gradient_amplitude(net, x, T):
    leaf = x.clone().requires_grad_()
    F = torch.softmax(net(leaf) / T, 1)
    total = 0
    for j in range(F.shape[1]):
        leaf.grad = None
        F[:, j].sum().backward(retain_graph=True)
        total = total + leaf.grad.abs().flatten(1).mean(1)
    return total / F.shape[1]
