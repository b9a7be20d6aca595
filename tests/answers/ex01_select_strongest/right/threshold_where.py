import torch


def select_strongest(x, gradient, k, step):
    strength = gradient.abs()
    limit = strength.flatten(1).sort(dim=1, descending=True).values[:, k - 1].view(-1, 1, 1, 1)
    moved = torch.clamp(x + step * torch.sign(gradient), 0, 1)
    return torch.where(strength >= limit, moved, x)
