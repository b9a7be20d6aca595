import math

import torch


def jacobian(net, x):
    leaf = x.clone().requires_grad_()
    logits = net(leaf)
    rows = [torch.autograd.grad(logits[:, k].sum(), leaf, retain_graph=True)[0] for k in range(logits.shape[1])]
    return torch.stack(rows, 1)


def best_pair(a, b, free):
    alpha, beta = a[:, :, None] + a[:, None], b[:, :, None] + b[:, None]
    allowed = (alpha > 0) & (beta < 0) & free[:, :, None] & free[:, None]
    allowed &= ~torch.eye(a.shape[1], dtype=torch.bool)
    value = torch.where(allowed, -alpha * beta, 0.0).flatten(1)
    best = value.argmax(1)
    return torch.stack([best // a.shape[1], best % a.shape[1]], 1), value.amax(1) > 0


def jsma(net, x, target, theta, gamma):
    result = []
    for image, goal in zip(x.split(1), target.tolist()):
        flat, shape = image.flatten().clone(), image.shape
        for turn in range(math.floor(flat.numel() * gamma / 2)):
            if net(flat.view(shape)).argmax().item() == goal:
                break
            table = jacobian(net, flat.view(shape))[0].flatten(1)
            a = table[goal]
            b = sum(row for k, row in enumerate(table) if k != goal)
            if theta > 0:
                pairs, found = best_pair(a[None], b[None], flat[None] < 1)
            else:
                pairs, found = best_pair(-a[None], -b[None], flat[None] > 0)
            if not found[0]:
                break
            print("turn", turn, "pair", pairs[0].tolist())
            flat[pairs[0]] = (flat[pairs[0]] + theta).clamp(0, 1)
        result.append(flat.view(shape))
    return torch.cat(result).detach()
