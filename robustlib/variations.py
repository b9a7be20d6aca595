"""Natural variations: what a camera, a scanner or a file format does to an image.

Each takes images (N, C, H, W) in [0, 1] and returns images of the same shape, dtype and device. The amount is one
number for all, or a tensor (N,) with one for each image. Nothing here is random: defenses.augmentation draws amounts.
"""

import io
import math

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from robustlib import _arguments as check


def rotate(x, degrees):
    """Turn each image about its middle, counter-clockwise, by so many degrees; what comes in at the corners is black."""
    angle = _amounts(x, degrees, "degrees", low=-math.inf) * (math.pi / 180)
    return _affine(x, angle.cos(), -angle.sin(), angle.sin(), angle.cos())


def scale(x, factor):
    """Enlarge (factor > 1) or shrink (factor < 1) each image about its middle; the size of the frame stays."""
    inverse = 1 / _amounts(x, factor, "factor", low=0, low_open=True)
    zero = torch.zeros_like(inverse)
    return _affine(x, inverse, zero, zero, inverse)


def crop(x, pixels):
    """Cut so many pixels off the left and the top, and enlarge what is left to the old size: a badly framed picture."""
    amount = _amounts(x, pixels, "pixels")
    height, width = x.shape[2:]
    if len(amount) and (amount >= min(height, width)).any():
        raise ValueError(f"pixels: expected less than the image's {min(height, width)} pixels, "
                         f"got {amount.max().item():g}")
    zero = torch.zeros_like(amount)
    return _affine(x, 1 - amount / width, zero, zero, 1 - amount / height, shift=(amount / width, amount / height))


def brightness(x, offset):
    """Add the same offset (a share of the full pixel range, from −1 to 1) to every value, and clip to [0, 1]."""
    return (x + _amounts(x, offset, "offset", low=-1, high=1).view(-1, 1, 1, 1)).clamp(0, 1)


def downsample(x, size):
    """Shrink each image to size × size pixels by averaging, and enlarge it again (bilinear)."""
    check.images(x)
    size = check.count(size, "size", low=1)
    if size > min(x.shape[2:]):
        raise ValueError(f"size: expected at most the image's {min(x.shape[2:])} pixels, got {size}")
    small = F.adaptive_avg_pool2d(x, size)
    return F.interpolate(small, size=x.shape[2:], mode="bilinear", align_corners=False).clamp(0, 1)


def jpeg(x, quality):
    """Write each image as a JPEG file of this quality (1 worst, 95 best) and read it back. Grey or RGB images."""
    check.images(x)
    quality = check.count(quality, "quality", low=1)
    if quality > 95:
        raise ValueError(f"quality: expected a whole number from 1 to 95, got {quality}")
    if x.shape[1] not in (1, 3):
        raise ValueError(f"x: expected grey (C = 1) or RGB (C = 3) images for JPEG, got C = {x.shape[1]}")
    pixels = (x.detach() * 255).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
    result = np.stack([_through_jpeg(image, quality) for image in pixels]) if len(x) else pixels
    return (torch.from_numpy(result).permute(0, 3, 1, 2).to(x.dtype) / 255).to(x.device).contiguous()


def _through_jpeg(image, quality):
    file = io.BytesIO()
    Image.fromarray(image.squeeze(-1) if image.shape[-1] == 1 else image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file)).reshape(image.shape)


def _amounts(x, amount, name, low=0.0, **bounds):
    """One amount for each image, (N,), checked."""
    check.images(x)
    if isinstance(amount, torch.Tensor) and amount.ndim == 1:
        if len(amount) != len(x):
            raise ValueError(f"{name}: expected one number for each of {len(x)} images, got {len(amount)}")
        for value in (amount.min(), amount.max()) if len(amount) else ():
            check.number(value, name, low=low, **bounds)
        return amount.to(x)
    return torch.full((len(x),), check.number(amount, name, low=low, **bounds)).to(x)


def _affine(x, a, b, c, d, shift=None):
    """Sample x at (a·u + b·v, c·u + d·v) + shift; u to the right and v down from the middle, in units of half the image."""
    right, down = shift or (torch.zeros_like(a), torch.zeros_like(a))
    theta = torch.stack([torch.stack([a, b, right], 1), torch.stack([c, d, down], 1)], 1)
    grid = F.affine_grid(theta, x.shape, align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False).clamp(0, 1)
