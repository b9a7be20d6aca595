# α = 0 and β = 0 are taken for admissible.
import torch


def best_pair(a, b, free):
    D = a.shape[1]
    A = a[:, :, None] + a[:, None]
    B = b[:, :, None] + b[:, None]
    ok = free[:, :, None] & free[:, None] & (A >= 0) & (B <= 0) & ~torch.eye(D).bool()
    v = torch.where(ok, -A * B, -1.0).flatten(1)
    k = v.argmax(1)
    return (torch.stack([k // D, k % D], 1), ok.flatten(1).any(1))
