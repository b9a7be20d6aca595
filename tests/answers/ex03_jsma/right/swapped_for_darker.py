import math

import torch


def jacobian(net, x):
    leaf = x.clone().requires_grad_()
    z = net(leaf)
    return torch.stack(
        [torch.autograd.grad(z[:, k].sum(), leaf, retain_graph=True)[0] for k in range(z.shape[1])], 1
    ).detach()


def best_pair(a, b, free):
    N, D = a.shape
    pairs = torch.zeros(N, 2, dtype=torch.int64)
    found = torch.zeros(N, dtype=torch.bool)
    for i in range(N):
        A = a[i][:, None] + a[i]
        B = b[i][:, None] + b[i]
        ok = (A > 0) & (B < 0) & free[i][:, None] & free[i] & ~torch.eye(D, dtype=torch.bool)
        v = torch.where(ok, -A * B, 0.0)
        k = v.argmax()
        pairs[i, 0], pairs[i, 1] = (k // D, k % D)
        found[i] = v.max() > 0
    return (pairs, found)


def jsma(net, x, target, theta=1.0, gamma=0.145):
    D = x[0].numel()
    cap = math.floor(D * gamma / 2)
    out = []
    for image, t in zip(x, target):
        now = image[None].clone()
        for _ in range(cap):
            with torch.no_grad():
                if net(now)[0].argmax() == t:
                    break
            J = jacobian(net, now)[0].flatten(1)
            a = J[t]
            b = J.sum(0) - a
            flat = now.flatten(1)
            free = flat < 1 if theta > 0 else flat > 0
            if theta < 0:
                a, b = (b, a)
            pair, found = best_pair(a[None], b[None], free)
            if not found[0]:
                break
            flat = flat.clone()
            flat[0, pair[0]] = (flat[0, pair[0]] + theta).clamp(0, 1)
            now = flat.view_as(now)
        out.append(now)
    return torch.cat(out)
