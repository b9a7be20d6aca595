import torch


def robustness(changed: torch.Tensor, reached: torch.Tensor, cap: float) -> float:
    smallest = changed.masked_fill(~reached, torch.inf).min(dim=1).values
    smallest[smallest.isinf()] = cap
    return float(smallest.mean())
