import math

import torch


def softmax_at(logits, T):
    out = torch.empty_like(logits)
    for n, row in enumerate(logits.tolist()):
        top = max(row)
        powers = [math.exp((z - top) / T) for z in row]
        for k, power in enumerate(powers):
            out[n, k] = power / sum(powers)
    return out
