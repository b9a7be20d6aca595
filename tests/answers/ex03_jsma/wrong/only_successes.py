# Returns only the successes.
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
    x_adv = x.clone()
    going = torch.ones(len(x), dtype=torch.bool)
    for _ in range(int(x[0].numel() * gamma / 2)):
        with torch.no_grad():
            going = going & (net(x_adv).argmax(1) != target)
        if not going.any():
            break
        rows = going.nonzero()[:, 0]
        table = jacobian(net, x_adv[rows]).flatten(2)
        a = table[torch.arange(len(rows)), target[rows]]
        b = table.sum(1) - a
        flat = x_adv[rows].flatten(1)
        free = flat < 1 if theta > 0 else flat > 0
        sign = 1 if theta > 0 else -1
        pairs, found = best_pair(sign * a, sign * b, free)
        moved = flat.scatter(1, pairs, (flat.gather(1, pairs) + theta).clamp(0, 1))
        x_adv[rows[found]] = moved[found].view(-1, *x.shape[1:])
        going[rows[~found]] = False
    return x_adv[net(x_adv).argmax(1) == target]
