import torch


def select_strongest(x, gradient, k, step):
    flat = gradient.flatten(1)
    places = flat.square().topk(k).indices
    signs = flat.gather(1, places).sign()
    changed = x.flatten(1).scatter_add(1, places, step * signs)
    return torch.minimum(torch.maximum(changed, torch.tensor(0.0)), torch.tensor(1.0)).reshape_as(x)
