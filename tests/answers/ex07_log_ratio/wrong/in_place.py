# changes the caller's tensor
import math

import torch


def log_ratio(changes, mutants, p0, p1):
    if isinstance(mutants, torch.Tensor):
        mutants -= changes
        return changes * math.log(p1 / p0) + mutants * math.log((1 - p1) / (1 - p0))
    return changes * math.log(p1 / p0) + (mutants - changes) * math.log((1 - p1) / (1 - p0))
