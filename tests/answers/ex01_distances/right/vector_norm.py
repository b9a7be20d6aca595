import torch


def distances(x, x_adv):
    rows = (x - x_adv).double().view(len(x), -1)
    return tuple(torch.linalg.vector_norm(rows, ord=order, dim=1) for order in (0, 2, float("inf")))
