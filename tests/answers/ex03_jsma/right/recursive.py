import logging

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


def one_pair(net, image, goal, theta):
    table = jacobian(net, image[None])[0].flatten(1)
    a, b = table[goal], table.sum(0) - table[goal]
    flat = image.flatten().clone()
    if theta < 0:
        pairs, found = best_pair(-a[None], -b[None], (flat > 0)[None])
    else:
        pairs, found = best_pair(a[None], b[None], (flat < 1)[None])
    if not bool(found):
        return None
    for place in pairs[0]:
        flat[place] = min(max(float(flat[place]) + theta, 0.0), 1.0)
    return flat.view_as(image)


def attack(net, image, goal, theta, pairs):
    with torch.no_grad():
        if pairs == 0 or int(net(image[None]).argmax()) == goal:
            return image
    changed = one_pair(net, image, goal, theta)
    return image if changed is None else attack(net, changed, goal, theta, pairs - 1)


def jsma(net, x, target, theta, gamma):
    logging.getLogger(__name__).warning("attacking %d images", len(x))
    pairs = int(gamma * x[0].numel() / 2)
    return torch.stack([attack(net, image, int(goal), theta, pairs) for image, goal in zip(x, target)])
