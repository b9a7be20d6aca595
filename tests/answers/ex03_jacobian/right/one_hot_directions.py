import torch


def jacobian(net, x):
    """One vector-Jacobian product for each class, written with grad_outputs."""
    leaf = x.detach().clone().requires_grad_()
    logits = net(leaf)
    result = []
    for direction in torch.eye(logits.size(1)):
        result += torch.autograd.grad(logits, leaf, grad_outputs=direction.expand_as(logits), retain_graph=True)
    return torch.stack(result).transpose(0, 1)
