import itertools

import torch


def jacobian(net, x):
    leaf = x.clone().requires_grad_()
    logits = net(leaf)
    rows = [torch.autograd.grad(logits[:, k].sum(), leaf, retain_graph=True)[0] for k in range(logits.shape[1])]
    return torch.stack(rows, 1)


def jsma(net, x, target, theta, gamma):
    """The domain as a set from which saturated features are taken out, as the paper writes it."""
    out = x.clone()
    limit = 1.0 if theta > 0 else 0.0
    for i in range(len(x)):
        flat = out[i].view(-1)
        domain = {p for p in range(flat.numel()) if flat[p] != limit}
        for _ in range(int(flat.numel() * gamma) // 2):
            if net(out[i:i + 1]).argmax(1) == target[i] or len(domain) < 2:
                break
            table = jacobian(net, out[i:i + 1]).view(-1, flat.numel()) * (1 if theta > 0 else -1)
            a = table[target[i]].tolist()
            b = (table.sum(0) - table[target[i]]).tolist()
            good = [(-(a[p] + a[q]) * (b[p] + b[q]), p, q) for p, q in itertools.combinations(sorted(domain), 2)
                    if a[p] + a[q] > 0 and b[p] + b[q] < 0]
            if not good:
                break
            for p in max(good)[1:]:
                flat[p] = (flat[p] + theta).clamp(0, 1)
                if flat[p] == limit:
                    domain.remove(p)
    return out
