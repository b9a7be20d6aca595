"""Natural variations: what a camera, a scanner or a file format does to an image.

Each takes images (N, C, H, W) in [0, 1] and returns new ones of the same shape, dtype and device. The amount is one
number for all, or a tensor (N,) with one for each image. Nothing here is random: defenses.Augmentation draws amounts.
A wrong argument raises TypeError or ValueError, which names it.
"""

import io
import math

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from robustlib import _arguments as check


def rotate(x, degrees):
    """Turn each image about its middle, counter-clockwise, by so many degrees; what comes in at corners is black."""
    angle = _amounts(x, degrees, "degrees", low=-math.inf) * (math.pi / 180)
    return _affine(x, angle.cos(), -angle.sin(), angle.sin(), angle.cos())


def scale(x, factor):
    """Enlarge (factor > 1) or shrink (factor < 1) each image about its middle; around a shrunken one it is black."""
    inverse = 1 / _amounts(x, factor, "factor", low=0, low_open=True)
    zero = torch.zeros_like(inverse)
    return _affine(x, inverse, zero, zero, inverse)


def translate(x, right, down):
    """Move each image so many pixels to the right and down (negative: left, up; fractions too); black comes in."""
    right, down = _amounts(x, right, "right", low=-math.inf), _amounts(x, down, "down", low=-math.inf)
    one, zero = torch.ones_like(right), torch.zeros_like(right)
    return _affine(x, one, zero, zero, one, -right, -down)


def crop(x, pixels):
    """Cut so many pixels off the left and the top, and enlarge what is left to the old size: a badly framed picture."""
    amount = _amounts(x, pixels, "pixels")
    height, width = x.shape[2:]
    if len(amount) and (amount >= min(height, width)).any():
        raise ValueError(f"pixels: expected less than the image's {min(height, width)} pixels, "
                         f"got {amount.max().item():g}")
    columns, rows = _stretched(amount, width), _stretched(amount, height)
    grid = torch.stack([columns[:, None, :].expand(-1, height, -1), rows[:, :, None].expand(-1, -1, width)], 3)
    return _sample(x, grid)


def brightness(x, offset):
    """Add the same offset (a share of the full pixel range, from −1 to 1) to every value, and clip to [0, 1]."""
    return (x + _amounts(x, offset, "offset", low=-1, high=1).view(-1, 1, 1, 1)).clamp(0, 1)


def downsample(x, size):
    """Shrink each image to size × size pixels by averaging, and enlarge it again (bilinear)."""
    check.images(x)
    sizes = _whole_amounts(x, size, "size", high=min(x.shape[2:]))
    result = torch.empty_like(x)
    for size in sorted(set(sizes)):
        rows = torch.tensor([each == size for each in sizes], device=x.device)
        small = F.adaptive_avg_pool2d(x[rows], size)
        result[rows] = F.interpolate(small, size=x.shape[2:], mode="bilinear", align_corners=False).clamp(0, 1)
    return result


def jpeg(x, quality):
    """Write each image as a JPEG file of this quality (1 worst, 95 best) and read it back. Grey or RGB images.

    Like a real file it has 8 bits a value and lets no gradient through.
    """
    check.images(x)
    qualities = _whole_amounts(x, quality, "quality", high=95)
    if x.shape[1] not in (1, 3):
        raise ValueError(f"x: expected grey (C = 1) or RGB (C = 3) images for JPEG, got C = {x.shape[1]}")
    pixels = (x.detach() * 255).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
    result = np.stack([_through_jpeg(*pair) for pair in zip(pixels, qualities)]) if len(x) else pixels
    return (torch.from_numpy(result).permute(0, 3, 1, 2).to(x.dtype) / 255).to(x.device).contiguous()


def _through_jpeg(image, quality):
    file = io.BytesIO()
    Image.fromarray(image.squeeze(-1) if image.shape[-1] == 1 else image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file)).reshape(image.shape)


def _amounts(x, amount, name, low=0.0, **bounds):
    """One amount for each image, (N,), checked, of x's dtype and device."""
    check.images(x)
    if not _one_for_each(x, amount, name):
        return torch.full((len(x),), check.number(amount, name, low=low, **bounds), dtype=x.dtype, device=x.device)
    for value in (amount.min(), amount.max()) if len(amount) else ():
        check.number(value, name, low=low, **bounds)
    return amount.to(x)


def _whole_amounts(x, amount, name, high):
    """One whole number from 1 to `high` for each image, a list, checked."""
    values = amount.tolist() if _one_for_each(x, amount, name) else [amount]
    values = [check.count(value, name, low=1) for value in values]
    if max(values, default=1) > high:
        raise ValueError(f"{name}: expected a whole number from 1 to {high}, got {max(values)}")
    return values if len(values) == len(x) else values * len(x)


def _one_for_each(x, amount, name):
    """Whether `amount` holds a number for each image, rather than one for all."""
    if not getattr(amount, "ndim", 0) and not isinstance(amount, (list, tuple)):
        return False
    if not isinstance(amount, torch.Tensor):
        raise TypeError(f"{name}: expected a number, or a torch.Tensor with one for each image, "
                        f"got {check.describe(amount)}")
    if amount.shape != (len(x),):
        raise ValueError(f"{name}: expected one number for each of the {len(x)} images, shape ({len(x)},), "
                         f"got shape {tuple(amount.shape)}")
    return True


def _stretched(amount, length):
    """Where along a side to look, (N, length), in units of half the side: what is left after `amount`, stretched.

    Kept between the middles of the first and the last pixel that are left: no other pixel is mixed in.
    """
    amount = amount[:, None]
    places = (torch.arange(length).to(amount) + 0.5) * (1 - amount / length) - 0.5 + amount
    places = torch.minimum(torch.maximum(places, amount), torch.full_like(amount, length - 1))
    return (2 * places + 1) / length - 1


def _affine(x, a, b, c, d, right=0, down=0):
    """Sample x at (a·u + b·v + right, c·u + d·v + down), u pixels to the right and v down counted from the middle."""
    height, width = x.shape[2:]
    if not len(x):  # affine_grid wants at least one image
        return x.clone()
    zero = torch.zeros_like(a)
    # affine_grid counts in halves of each side, so that a turn must know how the sides compare.
    theta = torch.stack([torch.stack([a, b * (height / width), zero + right * (2 / width)], 1),
                         torch.stack([c * (width / height), d, zero + down * (2 / height)], 1)], 1)
    return _sample(x, F.affine_grid(theta, x.shape, align_corners=False))


def _sample(x, grid):
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False).clamp(0, 1)
