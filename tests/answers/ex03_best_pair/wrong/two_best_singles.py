# The two best single features.
import torch


def best_pair(a, b, free):
    single = torch.where((a > 0) & (b < 0) & free, -a * b, 0.0)
    top = single.topk(2, 1)
    return top.indices, top.values[:, 1] > 0
