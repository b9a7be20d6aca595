import torch


def best_pair(a, b, free):
    D = a.shape[1]
    a, b = (a.double(), b.double())
    A = a[:, :, None] + a[:, None]
    B = b[:, :, None] + b[:, None]
    ok = free[:, :, None] & free[:, None] & A.gt(0) & B.lt(0) & ~torch.eye(D).bool()
    v = torch.where(ok, torch.log(A) + torch.log(-B), -torch.inf).flatten(1)
    k = v.argmax(1)
    return (torch.stack([k // D, k % D], 1), ok.flatten(1).any(1))
