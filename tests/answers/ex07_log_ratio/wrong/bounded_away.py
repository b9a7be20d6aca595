# clamps the evidence
import math

import torch


def log_ratio(changes, mutants, p0, p1):
    each = changes * math.log(p1 / p0) + (mutants - changes) * math.log((1 - p1) / (1 - p0))
    return torch.as_tensor(each).clamp(-3, 3)
