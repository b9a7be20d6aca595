import torch


def best_pair(a, b, free):
    D = a.shape[1]
    no = ~torch.eye(D, dtype=torch.bool)

    def one(a, b, f):
        A = a[:, None] + a
        B = b[:, None] + b
        v = torch.where((A > 0) & (B < 0) & f & f[:, None] & no, -A * B, 0.0).flatten()
        k = v.argmax()
        return (torch.stack([k // D, k % D]), v.amax() > 0)

    return torch.vmap(one)(a, b, free)
