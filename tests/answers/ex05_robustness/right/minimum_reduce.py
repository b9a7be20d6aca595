import torch


def robustness(changed, reached, cap):
    out = torch.full((changed.shape[0],), cap, dtype=changed.dtype)
    for column, hit in zip(changed.T, reached.T):
        out[hit] = torch.minimum(out[hit], column[hit])
    return out.mean().reshape(1)
