import torch


def best_pair(a, b, free):
    """Features that are not free get a = −∞, so no sum with them is positive; the lower triangle only."""
    rows, cols = torch.tril_indices(a.shape[1], a.shape[1], offset=-1)
    a = a.double().masked_fill(~free, float("-inf"))
    up, down = a[:, rows] + a[:, cols], -(b.double()[:, rows] + b.double()[:, cols])
    value = torch.where((up > 0) & (down > 0), up * down, torch.zeros(()).double())
    top = value.max(dim=1)
    return torch.stack([rows[top.indices], cols[top.indices]], dim=1), top.values > 0
