import copy

import numpy as np
import torch


def jsma(net, x, target, theta, gamma):
    twin = copy.deepcopy(net).double()
    images = x.double().numpy().copy()
    for i, t in enumerate(target.tolist()):
        flat = images[i].reshape(-1)
        pairs_left = int(flat.size * gamma // 2)
        while pairs_left > 0:
            pairs_left -= 1
            leaf = torch.from_numpy(images[i:i + 1].copy()).requires_grad_()
            logits = twin(leaf)[0]
            if int(logits.argmax()) == t:
                break
            a = torch.autograd.grad(logits[t], leaf, retain_graph=True)[0].numpy().ravel()
            b = torch.autograd.grad(logits.sum() - logits[t], leaf)[0].numpy().ravel()
            domain = np.flatnonzero(flat < 1) if theta > 0 else np.flatnonzero(flat > 0)
            best, chosen = 0.0, None
            for n, p in enumerate(domain):
                for q in domain[n + 1:]:
                    alpha, beta = np.sign(theta) * (a[p] + a[q]), np.sign(theta) * (b[p] + b[q])
                    if alpha > 0 > beta and -alpha * beta > best:
                        best, chosen = -alpha * beta, [p, q]
            if chosen is None:
                break
            flat[chosen] = np.clip(flat[chosen] + theta, 0, 1)
    return images
