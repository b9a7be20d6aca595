# The derivatives of the probabilities.
import torch


def jacobian(net, x):
    leaf = x.clone().requires_grad_()
    logits = net(leaf).softmax(1)
    rows = [torch.autograd.grad(logits[:, k].sum(), leaf, retain_graph=True)[0] for k in range(logits.shape[1])]
    return torch.stack(rows, 1)
