# Searches without the signs and drops the pair afterwards if they are wrong.
import torch


def best_pair(a, b, free):
    D = a.shape[1]
    A = a[:, :, None] + a[:, None]
    B = b[:, :, None] + b[:, None]
    ok = free[:, :, None] & free[:, None] & ~torch.eye(D).bool()
    v = (-(A * B) * ok).flatten(1)
    k = v.argmax(1)
    A, B = (A.flatten(1).gather(1, k[:, None])[:, 0], B.flatten(1).gather(1, k[:, None])[:, 0])
    return (torch.stack([k // D, k % D], 1), (A > 0) & (B < 0))
