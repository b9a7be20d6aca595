import torch


def input_gradient(net, x, y):
    leaf = x.clone().requires_grad_()
    logits = net(leaf)
    losses = logits.logsumexp(1) - logits[torch.arange(len(x)), y]
    (gradient,) = torch.autograd.grad(losses, leaf, grad_outputs=torch.ones_like(losses))
    return gradient.detach()
