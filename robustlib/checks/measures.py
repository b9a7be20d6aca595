"""For the checks of chapter 01: the cases and judges of what measures an attack, distances and attack_report."""

import math

import torch

from robustlib.checks.attack_cases import COLOUR, GREY, random_images
from robustlib.checks.judging import Mistake, as_tensor, close, describe, first, items, untouched
from robustlib.checks.specification import Case, Problem, Value


def mistakes_of(*pairs):
    return [Mistake(*parts) for parts in pairs]


def seeded(seed, number):
    return torch.Generator().manual_seed(seed + 10 * number)


# ---- distances -------------------------------------------------------------------------------------------------------


def distance_cases(seed):
    def case(number, what, count, size, share, low=0.0005, high=0.4):
        """Of every image `share` of the values move by low to high up or down; of the last, but for a single, none."""
        generator = seeded(seed, number)
        x = random_images(seed + 10 * number, count, size, 0.4, 0.6)
        sizes = low + (high - low) * torch.rand(x.shape, generator=generator)
        up = torch.rand(x.shape, generator=generator) < 0.5
        moved = torch.rand(x.shape, generator=generator) < share
        moved[:, :, 0, 0], moved[:, 0, 1, 1:3] = True, torch.tensor([True, False])
        up[:, 0, 1, 1], sizes[:, 0, 1, 1] = torch.arange(count) % 2 == 1, high * 1.2  # the largest change goes down
        sizes[:, 0, 0, 0] = low
        delta = sizes * torch.where(up, 1, -1) * moved
        if count > 1:
            delta[-1] = 0
        return Case(what, {"x": x, "x_adv": x + delta})

    return [
        case(0, "5 images; the last is unchanged", 5, GREY, 0.4),
        case(1, "a single image", 1, (1, 5, 8), 0.2),
        case(2, "4 colour images, 4 pixels high and 7 wide", 4, COLOUR, 0.3),
        case(3, "7 images in which nearly every value changed, but very little", 7, GREY, 0.95, low=2e-6,
             high=0.01),
    ]


def distance_judge(case, seen):
    x, x_adv = (images.double() for images in case.arguments.values())
    delta = (x_adv - x).flatten(1)
    changed = delta != 0
    l0, l1, l2, linf = changed.sum(1), delta.abs().sum(1), delta.norm(dim=1), delta.abs().amax(1)
    pixels = (x_adv - x).abs().amax(1).flatten(1) > 0
    order = "Return the three in the order l0, l2, linf."
    whole = "That is over the whole batch. Every image has distances of its own: flatten(1) keeps the images apart."
    channel = "A colour pixel has three values, and each counts on its own: all C·H·W values of an image."
    blind = "Only values that got brighter count. A darker value has changed too: take the absolute value."
    sums = "That is the sum of the absolute changes (L1)."
    tiny = "Very small changes were not counted. L0 counts every change: x_adv != x."
    first_only = "Only the first image was measured."
    grey = "Only the first channel was measured. All C·H·W values of an image count."
    first_channel = (x_adv - x)[:, 0].flatten(1)
    first_row = torch.arange(len(x)) == 0
    wrong = {
        "l0": mistakes_of(
            (order, l2), (order, linf), (whole, l0.sum().expand(len(x))), (channel, pixels.sum(1)),
            ("That is the share of the values. L0 is their number.", l0 / delta.shape[1]),
            ("Those are the values that did NOT change.", delta.shape[1] - l0),
            (blind, (delta > 0).sum(1)), (f"{sums} L0 only counts the values.", l1),
            *((tiny, (delta.abs() > limit).sum(1)) for limit in (1e-5, 1e-4, 0.001, 0.5 / 255, 1 / 255, 0.01)),
            (first_only, l0 * first_row), (grey, (first_channel != 0).sum(1))),
        "l2": mistakes_of(
            (order, l0), (order, linf), (whole, delta.norm().expand(len(x))), (f"{sums} L2 squares the changes.", l1),
            ("The square root is missing.", l2**2), (first_only, l2 * first_row), (grey, first_channel.norm(dim=1)),
            ("Those are the lengths of the two images, one minus the other. Take the length of the difference.",
             (x_adv.flatten(1).norm(dim=1) - x.flatten(1).norm(dim=1)).abs()),
            ("That is the root of the mean of the squares. L2 is the root of their sum.", l2 / delta.shape[1] ** 0.5),
            ("That is the mean of the squares. L2 is the root of their sum.", l2**2 / delta.shape[1]),
            ("That is the length of the image. Take that of the change, x_adv − x.", x_adv.flatten(1).norm(dim=1))),
        "linf": mistakes_of(
            (order, l0), (order, l2), (whole, linf.max().expand(len(x))), (blind, delta.amax(1)),
            (blind, delta.amax(1).clamp(min=0)), (f"{sums} L∞ is the largest of them.", l1),
            ("That is the mean change. L∞ is the largest.", l1 / delta.shape[1]),
            ("Only values that got darker count: take the absolute value.", delta.amin(1)),
            (first_only, linf * first_row), (grey, first_channel.abs().amax(1)),
            ("The brightest values of the two images are compared. Take the difference x_adv − x first.",
             (x_adv.flatten(1).amax(1) - x.flatten(1).amax(1)).abs())),
    }
    rights = {"l0": (l0, "l0: how many values of each image changed"),
              "l2": (l2, "l2: the Euclidean length of each image's change"),
              "linf": (linf, "linf: the largest change in each image")}
    value = seen.value
    if value.kind in ("tensor", "array") and value.data.ndim == 2 and len(value.data) == 3:
        value = Value("tuple", [Value("tensor", part) for part in value.data])  # unpacks just as well
    return first(
        _three(value, len(x)),
        lambda: first(*(_per_image(part, len(x), name, mistake, right, what)
                        for part, (name, mistake), (right, what)
                        in zip(value.data, wrong.items(), rights.values(), strict=True))),
        untouched(seen),
    )


def _three(value, count):
    if value.kind in ("tensor", "array") and value.data.shape == (count, 3):
        return Problem("the result is three tensors", f"(l0, l2, linf), each of shape ({count},)", describe(value),
                       "That is a table with a row for each image. Return the three columns: return l0, l2, linf.")
    return items(value, 3)


def _per_image(value, count, name, mistakes, right, what):
    got = as_tensor(value)
    if value.type_name == "max":  # what .max(1) returns
        return Problem(f"the shape of {name}", str((count,)), "a pair, values and indices",
                       ".max(1) returns the largest values and their places: take .values, or use .amax(1).",
                       look_at="hint 2")
    if got is not None and got.shape != (count,):
        likely = ("That is over the whole batch: every image has distances of its own." if got.ndim == 0 else
                  "Take all C·H·W values of an image together: flatten(1) puts them into one row.")
        return Problem(f"the shape of {name}", str((count,)), str(tuple(got.shape)), likely)
    return close(value, right.double(), what, mistakes=mistakes, rtol=1e-4, atol=2e-6)


# ---- attack_report ---------------------------------------------------------------------------------------------------


def report_cases(seed):
    def case(number, what, fooled, size, counts):
        """Image i has counts[i] changed values."""
        generator = seeded(seed, number)
        x = random_images(seed + 10 * number, len(fooled), size, 0.3, 0.7)
        order = torch.rand((len(fooled), x[0].numel()), generator=generator).argsort(1)
        change = (0.05 + 0.2 * torch.rand(order.shape, generator=generator)) * torch.where(order % 2 == 0, 1, -1)
        change[order == 0] = 0.001  # a change counts, however small
        change = change * (order < torch.tensor(counts)[:, None])
        return Case(what, {"x": x, "x_adv": x + change.view(x.shape), "fooled": torch.tensor(fooled)})

    yes, no = True, False
    return [
        case(0, "5 images, of which 3 are fooled", [yes, no, yes, yes, no], GREY, [8, 20, 3, 1, 30]),
        case(1, "a single image, which is fooled", [yes], (1, 5, 8), [6]),
        case(2, "4 colour images, 4 pixels high and 7 wide, of which 2 are fooled", [no, yes, no, yes], COLOUR,
             [60, 21, 9, 40]),
        case(3, "8 images that are all fooled, one of them without a change", [yes] * 8, GREY,
             [2, 4, 0, 9, 16, 25, 1, 36]),
        case(4, "3 images, of which none is fooled", [no] * 3, GREY, [12, 0, 5]),
        case(5, "a single image, which is not fooled", [no], COLOUR, [10]),
    ]


def report_judge(case, seen):
    x, x_adv, fooled = case.arguments.values()
    delta = (x_adv - x).double().flatten(1)
    counts = (delta != 0).double().sum(1)
    share, rate = counts / delta.shape[1], fooled.double().mean()
    kept = share[fooled]
    pixels = ((x_adv - x) != 0).any(1).double().flatten(1).mean(1)
    percent = "That is per cent. Return a share between 0 and 1."
    swapped = "Return the success rate first, then the distortion."
    rates = mistakes_of(
        (percent, rate * 100), ("That is the number of fooled images. Divide by the number of images.", rate * len(x)),
        ("That is the share of images that were not fooled.", 1 - rate), (swapped, kept.mean()),
        ("That is the rate at which images changed. `fooled` says which attacks succeeded.",
         (counts > 0).double().mean()),
    )
    distortions = mistakes_of(
        ("That is the mean over all images. Count only the successes: those that are fooled.", share.mean()),
        ("That is divided by the number of all images. Divide by the number of successes.", kept.sum() / len(x)),
        ("That is the mean over the images that were NOT fooled.", share[~fooled].mean()),
        ("That is the number of changed values. Divide by C·H·W, the number of values of an image.",
         counts[fooled].mean()),
        (percent, kept.mean() * 100), (swapped, rate),
        ("Pixels were counted. In a colour image each of the C·H·W values counts on its own.", pixels[fooled].mean()),
        ("Only values that got brighter count. Count those that got darker too.",
         (delta > 0).double().mean(1)[fooled].mean()),
        ("That is divided by 784. Not every image has so many values: x[0].numel() tells.",
         counts[fooled].mean() / 784),
        ("That is divided by H·W. A colour image has C·H·W values.", kept.mean() * x.shape[1]),
        ("That is the sum over the successes. Take their mean.", kept.sum()),
        ("That is the median. Take the mean.", kept.median() if len(kept) else kept.mean()),
        ("That is the largest share. Take the mean.", kept.max() if len(kept) else kept.mean()),
        ("Images that needed no change were left out. They are fooled, so they count, as 0.",
         kept[kept > 0].mean() if len(kept) else kept.mean()),
        ("That is the mean size of the changes. Count how many values changed.",
         delta.abs()[fooled].mean() if len(kept) else kept.mean()),
        ("That is the Euclidean length. Count how many values changed.",
         delta[fooled].norm(dim=1).mean() if len(kept) else kept.mean()),
    )
    value = seen.value
    if value.kind in ("tensor", "array") and value.data.shape == (2,):
        value = Value("tuple", [Value("tensor", part) for part in value.data])  # unpacks just as well
    return first(
        items(value, 2),
        lambda: close(_single(value.data[0]), rate, "success rate: the share of fooled images", mistakes=rates),
        lambda: _distortion(_single(value.data[1]), kept, distortions),
        untouched(seen),
    )


def _single(value):
    """A tensor with one value as a number."""
    got = as_tensor(value)
    if got is None or got.numel() != 1:
        return value
    return Value("number", float(got), type_name="number")


def _distortion(value, kept, mistakes):
    got = as_tensor(value)
    if got is not None and got.numel() > 1:
        return Problem("the distortion is one number", "the mean over the successes", describe(value),
                       "That is one number for each image. Take the mean of those of the fooled images.")
    if len(kept):
        return close(value, kept.mean(), "distortion: the mean share of changed values, over the successes",
                     mistakes=mistakes)
    if got is not None and got.shape == () and got.is_floating_point() and math.isnan(got.item()):
        return None
    return Problem("the distortion where no image is fooled", 'float("nan")', describe(value),
                   "Without a success there is nothing to average: say so with nan.")
