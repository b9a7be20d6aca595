"""Data augmentation: train on images varied at random, the cheap cure for natural variations."""

from robustlib import _arguments as check
from robustlib import variations


class Augmentation:
    """Vary each image of a batch at random; pass it to training.fit as `augment`.

    degrees: rotations are uniform in ± degrees. zoom: scales are uniform in 1 ± zoom. brightness: offsets are
    uniform in ± brightness, a share of the full pixel range.
    """

    def __init__(self, degrees=30.0, zoom=0.25, brightness=0.3):
        self.degrees = check.number(degrees, "degrees")
        self.zoom = check.number(zoom, "zoom", high=0.99)
        self.brightness = check.number(brightness, "brightness", high=1)

    def __call__(self, x, generator=None):
        """Images (N, C, H, W) in [0, 1] → images of the same shape; amounts drawn from `generator`."""
        check.images(x)
        check.generator(generator)
        turn, zoom, light = 2 * check.rand((3, len(x)), x, generator) - 1
        x = variations.rotate(x, self.degrees * turn)
        x = variations.scale(x, 1 + self.zoom * zoom)
        return variations.brightness(x, self.brightness * light)

    def __repr__(self):
        return f"Augmentation(degrees={self.degrees:g}, zoom={self.zoom:g}, brightness={self.brightness:g})"
