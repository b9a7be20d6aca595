import logging

import torch


def softmax_at(logits, T):
    return torch.softmax(logits / T, 1)


def softmax_jacobian(logits, T):
    print("T =", T)
    logging.warning("shape %s", logits.shape)
    p = softmax_at(logits, T)
    same = torch.eye(p.shape[1]).bool()
    return torch.where(same, (p * (1 - p))[:, :, None], -p[:, :, None] * p[:, None, :]) * (1.0 / T)
