"""Mutation operators: small random changes that make one mutant of each image (Wang et al. 2018, nMutant).

Each function here returns an operator, which is called as `mutate(x, generator=None)`: images (N, C, H, W) in [0, 1]
→ one mutant for each row, of the same shape, dtype and device, detached. Rows are changed independently of each other,
so that a row repeated 500 times has 500 different mutants; the same generator state gives the same ones.

The papers name no unit for their "region". Here a scale is a share of the full pixel range, or pixels, or degrees, as
each function says. Mutants are clipped to [0, 1]; clip=False leaves out the clipping where a change leads beyond.
"""

from robustlib import _arguments as check
from robustlib import variations


class Operator:
    """A mutation operator. name, scale and unit say what it does, and `repr` shows them: gaussian(0.2)."""

    def __init__(self, name, scale, unit, change, clip=True):
        """change(x, generator) → the changed images, which are clipped here."""
        self.name, self.scale, self.unit = name, scale, unit
        self.change, self.clip = change, clip

    def __call__(self, x, generator=None):
        check.images(x, unit_range=self.clip)
        check.generator(generator)
        mutants = self.change(x.detach(), generator)
        return mutants.clamp(0, 1) if self.clip else mutants

    def __repr__(self):
        return f"{self.name}({self.scale:g}{'' if self.clip else ', clip=False'})"


class Composition:
    """Several operators, one after the other: see `compose`."""

    def __init__(self, operators):
        self.operators = operators

    def __call__(self, x, generator=None):
        for operator in self.operators:
            x = operator(x, generator)
        return x

    def __repr__(self):
        return f"compose({', '.join(map(repr, self.operators))})"


def compose(*operators):
    """One operator that applies these in this order; any callables (x, generator) → mutants will do."""
    for operator in operators:
        check.function(operator, "operators")
    return Composition(operators)


# ---- Noise -----------------------------------------------------------------------------------------------------------

RANGE = "of the pixel range"


def uniform(amount, clip=True):
    """Noise on every value, uniform in ± amount, a share of the full pixel range."""
    amount = check.number(amount, "amount", high=1)
    return Operator("uniform", amount, RANGE, clip=clip,
                    change=lambda x, generator: x + amount * _signed(x.shape, x, generator))


def gaussian(deviation, clip=True):
    """Noise on every value, normal with this standard deviation, a share of the full pixel range."""
    deviation = check.number(deviation, "deviation", high=1)
    return Operator("gaussian", deviation, RANGE, clip=clip,
                    change=lambda x, generator: x + deviation * check.randn(x.shape, x, generator))


def light(offset, clip=True, name="light"):
    """One offset for all values of an image, uniform in ± offset, a share of the full pixel range."""
    offset = check.number(offset, "offset", high=1)
    return Operator(name, offset, RANGE, clip=clip,
                    change=lambda x, generator: x + offset * _signed((len(x), 1, 1, 1), x, generator))


# ---- Rectangles ------------------------------------------------------------------------------------------------------


def occlusion(pixels):
    """Random values, uniform in [0, 1], in a rectangle at a random place, its sides 1 to `pixels` pixels long."""
    pixels = check.count(pixels, "pixels", low=1)
    return Operator("occlusion", pixels, "pixels", lambda x, generator: x.where(
        ~_rectangle(x, pixels, generator), check.rand(x.shape, x, generator)))


def blackout(pixels):
    """A black rectangle at a random place, its sides 1 to `pixels` pixels long."""
    pixels = check.count(pixels, "pixels", low=1)
    return Operator("blackout", pixels, "pixels", lambda x, generator: x.masked_fill(
        _rectangle(x, pixels, generator), 0))


def _rectangle(x, pixels, generator):
    """bool (N, 1, H, W): a rectangle in each image. Its sides are equally likely to be 1, 2, … `pixels` long."""
    height, width = x.shape[2:]
    if pixels > min(height, width):
        raise ValueError(f"x: expected images of at least {pixels} × {pixels} pixels, got {height} × {width}")
    draws = check.rand((4, len(x), 1, 1, 1), x.new_empty(0).float(), generator)
    inside = True
    for length, place, size, shape in ((draws[0], draws[1], height, (-1, 1)), (draws[2], draws[3], width, (1, -1))):
        length = 1 + (length * pixels).floor()
        first = (place * (size - length + 1)).floor()
        index = length.new_tensor(range(size)).view(shape)
        inside = inside & (index >= first) & (index < first + length)
    return inside


# ---- Natural changes: robustlib.variations with a random amount ------------------------------------------------------


def rotation(degrees):
    """A turn about the middle, uniform in ± degrees."""
    degrees = check.number(degrees, "degrees")
    return Operator("rotation", degrees, "degrees", lambda x, generator: variations.rotate(
        x, degrees * _signed(len(x), x, generator)))


def translation(pixels):
    """A move, uniform in ± pixels to the right and in ± pixels down; fractions too."""
    pixels = check.number(pixels, "pixels")
    return Operator("translation", pixels, "pixels", lambda x, generator: variations.translate(
        x, *(pixels * _signed((2, len(x)), x, generator))))


def scaling(zoom):
    """Enlarging or shrinking about the middle, by a factor uniform in 1 ± zoom."""
    zoom = check.number(zoom, "zoom", high=0.99)
    return Operator("scaling", zoom, "of the size", lambda x, generator: variations.scale(
        x, 1 + zoom * _signed(len(x), x, generator)))


def brightness(offset, clip=True):
    """The natural change that the papers call light: the same operator by its other name."""
    return light(offset, clip, name="brightness")


def _signed(shape, like, generator):
    """Uniform in ± 1."""
    return 2 * check.rand(shape, like, generator) - 1
