"""What the attacks are tried on: a linear network, whose best perturbation is known, and a smooth one."""

import pytest
import torch

from robustlib.checks.references import Ref


def batch(count=6, channels=1, height=6, width=6, seed=0, dtype=torch.float32):
    """Random images with some values exactly 0 and 1, and labels of four classes."""
    generator = torch.Generator().manual_seed(seed)
    x = (torch.rand((count, channels, height, width), generator=generator) * 1.4 - 0.2).clamp(0, 1).to(dtype)
    return x, torch.randint(4, (count,), generator=generator)


class Linear(torch.nn.Module):
    """Two classes, logits (0, w·x): the loss of class 1 grows fastest along −sign(w), that of class 0 along sign(w)."""

    def __init__(self, size=36, seed=0):
        super().__init__()
        self.w = torch.nn.Parameter(torch.randn(size, generator=torch.Generator().manual_seed(seed)))

    def forward(self, x):
        score = x.flatten(1) @ self.w
        return torch.stack([torch.zeros_like(score), score], 1)


@pytest.fixture
def images():
    return batch()


@pytest.fixture
def smooth():
    return Ref("smooth_network", 3).build()


@pytest.fixture
def linear():
    return Linear()
