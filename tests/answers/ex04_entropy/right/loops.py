import math

import torch


def entropy(p):
    out = []
    for row in p:
        total = 0.0
        for value in row.tolist():
            if value > 0:
                total -= value * math.log(value)
        out.append(total)
    return torch.tensor(out)
