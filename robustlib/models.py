"""Networks: the papers' convolutional layout, and pretrained weights.

Every network maps images in [0, 1] to logits. Normalisation is its first layer, so that an attack
works on the pixels a person sees, and a perturbation has the same size in every chapter.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn

WEIGHTS = Path(__file__).with_name("weights")


@dataclass(frozen=True)
class Layout:
    """Sizes of a ConvNet: input channels, height and width; feature maps of its two blocks; hidden units."""

    channels: int
    size: int
    widths: tuple
    hidden: int
    mean: float  # of the training pixels, subtracted inside the network
    std: float


# The layouts of the distillation paper (Papernot et al. 2016, Table I). The scanned digits are few and
# simple: theirs has the same nine layers at half the width.
LAYOUTS = {
    "digits": Layout(1, 28, (16, 32), 100, mean=0.1580, std=0.2937),
    "mnist": Layout(1, 28, (32, 64), 200, mean=0.1307, std=0.3081),
    "fashion_mnist": Layout(1, 28, (32, 64), 200, mean=0.2860, std=0.3530),
    "cifar10": Layout(3, 32, (64, 128), 256, mean=0.4734, std=0.2516),
}


class Normalize(nn.Module):
    """(x − mean) / std, with constants that move to another device and are saved with the network."""

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(float(mean)))
        self.register_buffer("std", torch.tensor(float(std)))

    def forward(self, x):
        return (x - self.mean) / self.std


class ConvNet(nn.Sequential):
    """The nine layers of the distillation paper: two blocks of two 3×3 convolutions and a pooling, then
    two hidden layers with dropout, then logits. Input (N, C, size, size) in [0, 1], output (N, classes).
    """

    def __init__(self, layout, classes=10, dropout=0.5):
        first, second = layout.widths
        # Two 3×3 convolutions without padding take 4 pixels from each side's sum, and pooling halves.
        flat = second * (((layout.size - 4) // 2 - 4) // 2) ** 2
        super().__init__(
            Normalize(layout.mean, layout.std),
            nn.Conv2d(layout.channels, first, 3), nn.ReLU(),
            nn.Conv2d(first, first, 3), nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(first, second, 3), nn.ReLU(),
            nn.Conv2d(second, second, 3), nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(flat, layout.hidden), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(layout.hidden, layout.hidden), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(layout.hidden, classes),
        )  # fmt: skip


class LeNet(nn.Sequential):
    """The network of the JSMA paper, LeNet of the Theano tutorial, with tanh: two blocks of a 5×5 convolution and a
    pooling, then one hidden layer, then logits. Input (N, 1, 28, 28) in [0, 1], output (N, classes).
    """

    def __init__(self, classes=10):
        super().__init__(
            nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Tanh(),
            nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Tanh(),
            nn.Flatten(),
            nn.Linear(800, 500), nn.Tanh(),
            nn.Linear(500, classes),
        )  # fmt: skip


def build(name="digits", generator=None, variant=None):
    """An untrained network of the paper's layout, scaled to the data set, in evaluation mode.

    name: "digits", "mnist", "fashion_mnist" or "cifar10"; for images of your own use ConvNet(Layout(...)).
    generator: where the initial weights are drawn from; without it, from torch's default generator.
    variant: "lenet" for the JSMA paper's network, for 28×28 grey images; without it, the distillation paper's layout.
    """
    if name not in LAYOUTS:
        raise ValueError(f"name: expected one of {', '.join(LAYOUTS)}, got {name!r}; "
                         f"for other images build models.ConvNet(models.Layout(...))")
    if variant not in (None, "lenet"):
        raise ValueError(f'variant: expected None or "lenet", got {variant!r}')
    if variant == "lenet" and (LAYOUTS[name].channels, LAYOUTS[name].size) != (1, 28):
        raise ValueError(f'variant: "lenet" takes grey images of 28×28, and {name!r} has none')
    if generator is None:
        return _network(name, variant).eval()
    # torch's layers draw only from the default generator: seed that from ours, then put it back.
    seed = torch.randint(2**62, (), generator=generator, device=generator.device).item()
    with torch.random.fork_rng(devices=[]):
        torch.random.default_generator.manual_seed(seed)
        return _network(name, variant).eval()


def _network(name, variant):
    return LeNet() if variant == "lenet" else ConvNet(LAYOUTS[name])


def pretrained(name="digits", temperature=None, variant=None, device=None):
    """A trained network from the package, in evaluation mode.

    name: the data set it was trained on. variant: None for plain training, or the way it was trained:
    "augmented" (natural variations), "adversarial" (on FGSM examples), or "lenet", the JSMA paper's network.
    temperature: that of a distilled network, else None. Raises ValueError, with a list of what there is, for any other.
    """
    key = weights_key(name, temperature, variant)
    path = WEIGHTS / f"{key}.safetensors"
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in WEIGHTS.glob("*.safetensors")))
        raise ValueError(f"no pretrained network {key!r} in the package; there are: {there}")
    with safe_open(path, framework="pt") as file:
        state = {tensor: file.get_tensor(tensor) for tensor in file.keys()}
    net = build(name, torch.Generator(), architecture(variant))  # leaves torch's default generator alone
    net.load_state_dict(state)
    return net.to(device).eval()


def architecture(variant):
    """The variant of `build` that a variant of `pretrained` has: most differ only in how they were trained."""
    return variant if variant == "lenet" else None


def weights_key(name, temperature=None, variant=None):
    """The name of a file of weights: digits, digits-augmented, mnist-distilled-T100 …"""
    parts = [name]
    if temperature is not None:
        parts.append(f"distilled-T{temperature:g}")
    if variant is not None:
        parts.append(variant)
    return "-".join(parts)


def best_device():
    """A GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
