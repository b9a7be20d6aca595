import torch


def gradient_amplitude(net, x, T):
    leaf = x.clone().requires_grad_()
    z = net(leaf)
    jac = torch.stack([torch.autograd.grad(z[:, j].sum(), leaf, retain_graph=True)[0] for j in range(z.shape[1])], 1)
    jac, p = jac.flatten(2), (z.detach() / T).softmax(1)[:, :, None]
    return (p * (jac - (p * jac).sum(1, keepdim=True)) / T).abs().mean((1, 2))
