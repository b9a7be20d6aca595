"""Checks of arguments, shared by all public functions.

Each says which argument is wrong, what was expected and what came. Wrong kinds of thing raise
TypeError, wrong values raise ValueError. Nothing here changes or copies a tensor.
"""

import math
from contextlib import contextmanager

import torch


def describe(thing):
    if isinstance(thing, torch.Tensor):
        return f"a {thing.dtype} tensor of shape {tuple(thing.shape)}"
    return f"{type(thing).__name__} {thing!r:.60}"


def tensor(x, name):
    if not isinstance(x, torch.Tensor):
        raise TypeError(f"{name}: expected a torch.Tensor, got {describe(x)}")


def images(x, name="x", unit_range=True):
    """A batch of images: floating point (N, C, H, W), finite, in [0, 1] unless unit_range is off."""
    tensor(x, name)
    if not x.is_floating_point():
        raise TypeError(f"{name}: expected floating-point images, got {describe(x)}; divide 8-bit images by 255")
    if x.ndim != 4:
        raise ValueError(f"{name}: expected a batch of images of shape (N, C, H, W), got {describe(x)}")
    if x.numel() and not torch.isfinite(x).all():
        raise ValueError(f"{name}: expected finite pixel values, got some that are nan or infinite")
    if unit_range and x.numel() and (x.min() < 0 or x.max() > 1):
        raise ValueError(
            f"{name}: expected pixel values in [0, 1], got values from {x.min().item():g} to {x.max().item():g}"
        )


def labels(y, count, name="y", classes=None, device=None):
    """Class indices (N,), integer, one for each of `count` images; below `classes` and on `device` if given."""
    tensor(y, name)
    if y.is_floating_point() or y.is_complex() or y.dtype == torch.bool:
        raise TypeError(f"{name}: expected class indices of an integer type such as torch.int64, got {describe(y)}")
    if y.shape != (count,):
        raise ValueError(f"{name}: expected one label for each of the {count} images, shape ({count},), "
                         f"got shape {tuple(y.shape)}")
    if device is not None and y.device != device:
        raise ValueError(f"{name}: expected labels on the images' device, {device}, got them on {y.device}")
    if count and (y.min() < 0 or (classes is not None and y.max() >= classes)):
        limit = "0 or more" if classes is None else f"0 to {classes - 1}"
        raise ValueError(f"{name}: expected labels of {limit}, got labels from {y.min().item()} to {y.max().item()}")


def number(value, name, low=0.0, high=math.inf, low_open=False):
    """A real number in [low, high], or above low where low_open is set."""
    try:
        if isinstance(value, (bool, str)):
            raise TypeError
        value = float(value)
    except (TypeError, ValueError, RuntimeError):  # tensors of several elements raise the last two
        raise TypeError(f"{name}: expected a number, got {describe(value)}") from None
    if not (low < value if low_open else low <= value) or not value <= high or math.isinf(value):
        bound = f" above {low:g}" if low_open else f" of at least {low:g}" if math.isfinite(low) else ""
        bound += f" and at most {high:g}" if math.isfinite(high) else ""
        raise ValueError(f"{name}: expected a finite number{bound}, got {value:g}")
    return value


def count(value, name, low=0):
    """A whole number of at least `low`."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}: expected a whole number, got {describe(value)}")
    value = value.__index__()
    if value < low:
        raise ValueError(f"{name}: expected a whole number of at least {low}, got {value}")
    return value


def logits(out, rows, name="net"):
    """What a network returned: floating point (N, K), K ≥ 2, one row for each of `rows` images."""
    if not isinstance(out, torch.Tensor):
        raise TypeError(f"{name}: expected the network to return logits as a torch.Tensor, got {describe(out)}")
    if not out.is_floating_point():
        raise TypeError(f"{name}: expected the network to return floating-point logits, got {describe(out)}")
    if out.ndim != 2 or len(out) != rows or out.shape[1] < 2:
        raise ValueError(f"{name}: expected the network to return logits of shape ({rows}, K) with K of 2 or more, "
                         f"got {describe(out)}")
    return out


def network(net, name="net"):
    if not callable(net):
        raise TypeError(f"{name}: expected a network (something callable), got {describe(net)}")


def module(value, name):
    if not isinstance(value, torch.nn.Module):
        raise TypeError(f"{name}: expected a torch.nn.Module, got {describe(value)}")


def function(value, name):
    if not callable(value):
        raise TypeError(f"{name}: expected a function, got {describe(value)}")


def generator(value, name="generator"):
    if value is not None and not isinstance(value, torch.Generator):
        raise TypeError(f"{name}: expected a torch.Generator or None, got {describe(value)}")


@contextmanager
def evaluating(net):
    """Run with every part of `net` in evaluation mode (no dropout, no random draws); then put each part's mode back."""
    modules = list(net.modules()) if isinstance(net, torch.nn.Module) else []
    modes = [module.training for module in modules]
    try:
        for module in modules:
            module.training = False
        yield net
    finally:
        for module, mode in zip(modules, modes):
            module.training = mode


def rand(shape, like, generator=None):
    """Uniform random numbers in [0, 1), of the dtype and on the device of `like`, from a generator on any device."""
    device = like.device if generator is None else generator.device
    return torch.rand(shape, dtype=like.dtype, device=device, generator=generator).to(like.device)


def randn(shape, like, generator=None):
    """Normal random numbers of mean 0 and deviation 1, otherwise as `rand`."""
    device = like.device if generator is None else generator.device
    return torch.randn(shape, dtype=like.dtype, device=device, generator=generator).to(like.device)
