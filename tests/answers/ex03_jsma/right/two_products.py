import torch


def best_pair(a, b, free):
    alpha, beta = a[:, :, None] + a[:, None], b[:, :, None] + b[:, None]
    allowed = (alpha > 0) & (beta < 0) & free[:, :, None] & free[:, None]
    allowed &= ~torch.eye(a.shape[1], dtype=torch.bool)
    value = torch.where(allowed, -alpha * beta, 0.0).flatten(1)
    best = value.argmax(1)
    return torch.stack([best // a.shape[1], best % a.shape[1]], 1), value.amax(1) > 0


def jsma(net, x, target, theta=1.0, gamma=0.145):
    """Two vector-Jacobian products; images that are done stay in the batch and do not move."""
    x_adv, direction = x.detach().clone(), 1 if theta > 0 else -1
    stuck = torch.zeros(x.shape[0], dtype=torch.bool)
    left = int(x[0].numel() * gamma / 2)
    while left:
        left -= 1
        leaf = x_adv.clone().requires_grad_(True)
        logits = net(leaf)
        own = logits.gather(1, target[:, None]).sum()
        a = torch.autograd.grad(own, leaf, retain_graph=True)[0]
        b = torch.autograd.grad(logits.sum(), leaf)[0] - a
        room = (1 - x_adv) if direction > 0 else x_adv
        pairs, found = best_pair((direction * a).flatten(1), (direction * b).flatten(1), (room > 0).flatten(1))
        active = found & ~stuck & (logits.argmax(1) != target)
        stuck |= ~found
        delta = torch.zeros_like(x_adv).flatten(1)
        for i in torch.nonzero(active).flatten():
            delta[i, pairs[i]] = theta
        x_adv = torch.clamp(x_adv + delta.view_as(x_adv), 0, 1)
        if not active.any():
            break
    return x_adv
