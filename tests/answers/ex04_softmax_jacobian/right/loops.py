import torch


def softmax_at(logits, T):
    return torch.softmax(logits / T, 1)


def softmax_jacobian(logits, T):
    p = softmax_at(logits, T)
    n, k = p.shape
    out = torch.zeros(n, k, k, dtype=p.dtype)
    for m in range(n):
        for i in range(k):
            for j in range(k):
                out[m, i, j] = p[m, i] * ((1 if i == j else 0) - p[m, j]) / T
    return out
