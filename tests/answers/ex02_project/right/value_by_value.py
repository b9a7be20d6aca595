import torch


def project(x_adv, x, eps):
    values = []
    for moved, clean in zip(x_adv.flatten().tolist(), x.flatten().tolist()):
        moved = min(max(moved, clean - eps), clean + eps)
        values.append(min(max(moved, 0.0), 1.0))
    return torch.tensor(values).reshape(x.shape)
