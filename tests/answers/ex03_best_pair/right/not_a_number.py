import torch


def best_pair(a, b, free):
    a2 = a.masked_fill(~free, float("nan"))
    b2 = b.masked_fill(~free, float("nan"))
    D = a.shape[1]
    A = a2[:, :, None] + a2[:, None, :]
    B = b2[:, :, None] + b2[:, None, :]
    v = torch.where((A > 0) & (B < 0), -A * B, 0.0)
    v = v.triu(1).flatten(1)
    m, k = v.max(dim=1)
    return (torch.stack(torch.unravel_index(k, (D, D)), 1), m > 0)
