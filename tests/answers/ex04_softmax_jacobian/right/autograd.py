import torch


def softmax_jacobian(logits, T):
    leaf = logits.clone().requires_grad_()
    p = torch.softmax(leaf / T, 1)
    rows = [torch.autograd.grad(p[:, i].sum(), leaf, retain_graph=True)[0] for i in range(p.shape[1])]
    return torch.stack(rows, 1)
