import torch


def entropy(p):
    logs = torch.where(p > 0.5, torch.log1p(p - 1), p.clamp(min=torch.finfo(p.dtype).tiny).log())
    return torch.einsum("nk,nk->n", p, logs).neg()
