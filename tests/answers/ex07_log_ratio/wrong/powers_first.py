# forms pr first, which underflows
import torch


def log_ratio(changes, mutants, p0, p1):
    one = p1**changes * (1 - p1) ** (mutants - changes)
    zero = p0**changes * (1 - p0) ** (mutants - changes)
    return torch.log(torch.as_tensor(one) / torch.as_tensor(zero))
