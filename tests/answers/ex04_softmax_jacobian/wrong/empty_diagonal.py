# Fills only what is beside the diagonal.
import torch


def softmax_jacobian(logits, T):
    p = torch.softmax(logits / T, 1)
    J = -p[:, :, None] * p[:, None, :] / T
    return J.masked_fill(torch.eye(p.shape[1], dtype=torch.bool), 0)
