# The places are those among the free features, not those in the image.
import torch


def best_pair(a, b, free):
    P, F = ([], [])
    for x, y, f in zip(a, b, free):
        x, y = (x[f], y[f])
        D = len(x)
        A = x[:, None] + x
        B = y[:, None] + y
        v = torch.where((A > 0) & (B < 0) & ~torch.eye(D).bool(), -A * B, 0.0)
        if D < 2:
            P.append([0, 0])
            F.append(False)
            continue
        k = int(v.argmax())
        P.append([k // D, k % D])
        F.append(bool(v.max() > 0))
    return (torch.tensor(P), torch.tensor(F))
