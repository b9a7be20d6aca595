"""What detection is tried on: images that say who they are, and mutants whose labels are known beforehand."""

import torch


def batch(count=6, channels=1, height=8, width=8, seed=0, dtype=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand((count, channels, height, width), generator=generator).to(dtype)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class FirstPixel(torch.nn.Module):
    """Says class 1 where the first pixel is above one half, else class 0; keeps the sizes of its batches."""

    def __init__(self):
        super().__init__()
        self.sizes = []

    def forward(self, x):
        self.sizes.append(len(x))
        return torch.stack([torch.full_like(x[:, 0, 0, 0], 0.5), x[:, 0, 0, 0]], 1)


class Script:
    """An operator that makes mutant j of image i as bit j of row i says: 1 turns FirstPixel's answer, 0 does not.

    Images are told apart by their last pixel, i / 1000. It counts what it makes: `made` (N,).
    """

    def __init__(self, bits):
        self.bits, self.made = bits, [0] * len(bits)

    def images(self):
        x = torch.zeros(len(self.bits), 1, 2, 2)
        x[:, 0, 1, 1] = torch.arange(len(self.bits)) / 1000
        return x

    def __call__(self, x, generator=None):
        mutants = x.clone()
        for row, i in enumerate((x[:, 0, 1, 1] * 1000).round().long().tolist()):
            mutants[row, 0, 0, 0] = float(self.bits[i, self.made[i]])
            self.made[i] += 1
        return mutants
