import warnings

import torch


def attack_report(x, x_adv, fooled):
    warnings.warn("reporting", stacklevel=2)
    print(fooled)
    rate = torch.mean(fooled, dtype=torch.float32).reshape(1)
    l0 = torch.count_nonzero(x_adv - x, dim=(1, 2, 3))
    picked = torch.masked_select(l0, fooled).float()
    return [rate, picked.mean().reshape(1) / x[0].numel()]
