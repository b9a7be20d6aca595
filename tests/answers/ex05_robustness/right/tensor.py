import torch


def robustness(changed, reached, cap):
    worst = changed * reached + cap * ~reached
    rows = [row.min() for row in worst]
    return torch.stack(rows).sum() / len(rows)
