import torch


def distances(x, x_adv):
    d = torch.flatten(x_adv - x, start_dim=1)
    return torch.stack([d.ne(0).sum(1).float(), d.pow(2).sum(1).sqrt(), torch.maximum(d.amax(1), -d.amin(1))])
