# Marks the caller's logits.
import torch


def softmax_at(logits, T):
    return torch.softmax(logits / T, 1)


def softmax_jacobian(logits, T):
    logits.requires_grad_()
    p = softmax_at(logits, T)
    return torch.stack([torch.autograd.grad(p[:, i].sum(), logits, retain_graph=True)[0] for i in range(p.shape[1])], 1)
