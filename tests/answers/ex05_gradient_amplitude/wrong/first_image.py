# Only the first image is differentiated.
import torch


def gradient_amplitude(net, x, T):
    leaf = x.clone().requires_grad_()
    F = torch.softmax(net(leaf) / T, 1)
    rows = [torch.autograd.grad(F[0, j], leaf, retain_graph=True)[0] for j in range(F.shape[1])]
    return torch.stack(rows).abs().mean((0, 2, 3, 4))
