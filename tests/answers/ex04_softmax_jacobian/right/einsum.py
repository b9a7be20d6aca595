import torch


def softmax_at(logits, T):
    return torch.softmax(logits / T, 1)


def softmax_jacobian(logits, T):
    p = softmax_at(logits, T)
    eye = torch.eye(p.shape[1], dtype=p.dtype)
    return torch.einsum("ni,nij->nij", p, eye - p[:, None, :]) / T
