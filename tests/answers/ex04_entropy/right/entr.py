import torch


def entropy(p: torch.Tensor) -> torch.Tensor:
    return torch.special.entr(p).sum(1)
