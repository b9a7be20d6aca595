"""For the checks of chapter 04: which classes soft labels know to be alike, right and wrong."""

import torch
from torch.nn import functional as F

from robustlib.checks.judging import Mistake, apart, as_tensor, describe, first, untouched
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded


def similarity_cases(seed):
    def case(number, what, counts, dtype=torch.float32):
        """counts[c] images of class c, in random order; the network often prefers another class."""
        generator = seeded(seed, number)
        classes = len(counts)
        y = torch.arange(classes).repeat_interleave(torch.tensor(counts))
        y = y[torch.randperm(len(y), generator=generator)]
        favoured = (y + 1 + (torch.arange(len(y)) % 3 == 0)) % classes
        logits = torch.randn((len(y), classes), generator=generator, dtype=torch.float64)
        logits += 1.5 * F.one_hot(y, classes) + 2.5 * F.one_hot(favoured, classes) * (torch.arange(len(y))[:, None] % 2)
        return Case(what, {"soft_labels": (2 * logits).softmax(1).to(dtype), "y": y, "classes": classes})

    return [
        case(0, "30 images of 4 classes", [9, 5, 7, 9]),
        case(1, "60 images of 10 classes, two of which have none", [8, 6, 9, 0, 5, 7, 10, 4, 11, 0]),
        case(2, "a single image, which is of class 1 of 3", [0, 1, 0]),
        case(3, "20 images of 5 classes, in float64", [3, 4, 3, 6, 4], torch.float64),
    ]


def similarity_judge(case, seen):
    soft, y, classes = case.arguments.values()
    soft = soft.double()
    right = _by_class(soft, y, classes)
    mistakes = [*_empty_rows(right), *_other_means(soft, y, right), *_other_tables(soft, y, right)]
    return first(_table_shape(seen.value, right, y), lambda: _table(seen.value, right, mistakes), untouched(seen))


def _by_class(values, y, classes):
    sums = torch.zeros(classes, values.shape[1], dtype=torch.float64).index_add(0, y, values)
    return sums / y.bincount(minlength=classes)[:, None]


def _empty_rows(right):
    empty = "A class without images has nothing to average: its row holds nan, not a number."
    eye = torch.eye(len(right), dtype=torch.float64)
    others = [right.nan_to_num(0), right.nan_to_num(1 / len(right)), right.nan_to_num(1), right.nan_to_num(-1),
              torch.where(right.isnan(), eye, right), torch.where(right.isnan(), right.nanmean(0), right)]
    return [(empty, value, "hint 2") for value in others]


def _other_means(soft, y, right):
    """Something else than the mean, or of other images."""
    classes = len(right)
    counts = y.bincount(minlength=classes).double()[:, None]
    sums = right.nan_to_num() * counts

    def each(reduce):
        rows = [reduce(soft[y == c]) if (y == c).any() else torch.full((classes,), torch.nan) for c in range(classes)]
        return torch.stack([row.double() for row in rows])

    by_answer = "The images are grouped by what the soft label prefers. Group them by their true class y."
    sum_only = "That is the sum. Divide by the number of images of the class."
    of_all = "That is divided by the number of all images. Divide by those of the class."
    return [
        (sum_only, sums), (sum_only, torch.where(counts > 0, sums, torch.nan)),
        (of_all, sums / len(y)), (of_all, torch.where(counts > 0, sums / len(y), torch.nan)),
        ("That is divided by one less than the number of images. Divide by their number.",
         torch.where(counts > 0, sums / (counts - 1), torch.nan)),
        ("That is the median. Take the mean.", each(lambda rows: rows.median(0).values)),
        ("That is the largest value. Take the mean.", each(lambda rows: rows.amax(0))),
        ("The first image of each class stands for all. Take the mean.", each(lambda rows: rows[0])),
        ("The last image of each class stands for all. Take the mean.", each(lambda rows: rows[-1])),
        (by_answer, _by_class(soft, soft.argmax(1), classes)), (by_answer, _by_class(soft, soft.argmax(1), classes).T),
        ("All classes have the mean over all images. Take only those of the class.",
         soft.mean(0).expand(classes, classes)),
    ]


def _other_tables(soft, y, right):
    """Something else than a row of means for each class."""
    eye = torch.eye(len(right), dtype=torch.float64)
    off = right * (1 - eye)
    winner = F.one_hot(soft.argmax(1), len(right)).double()
    swapped = "Rows and columns have changed places: row = the true class, column = the class of the soft label."
    return [
        (swapped, right.T), (swapped, right.nan_to_num(0).T),
        ("Only the favoured class of each image counts: that is a table of errors. Average the soft labels themselves.",
         _by_class(winner, y, len(right))),
        ("The diagonal was taken out. Leave it in.", off),
        ("The diagonal was taken out. Leave it in.", torch.where(eye > 0, torch.nan, right)),
        ("The diagonal was taken out, and the rest scaled to a sum of 1. Leave the means as they are.",
         off / off.sum(1, keepdim=True)),
        ("The rows were scaled so that their largest is 1. Leave the means as they are.",
         right / right.amax(1, keepdim=True)),
        ("The columns were scaled to a sum of 1. Leave the means as they are.",
         right / right.nansum(0, keepdim=True)),
        ("Row 0 is that of class 1, and so on. Classes are counted from 0: range(classes).",
         torch.cat([right[1:], torch.full_like(right[:1], torch.nan)])),
        ("The soft labels went through a softmax. They are probabilities already.",
         _by_class(soft.softmax(1), y, len(right))),
        ("That is in per cent. Return shares, between 0 and 1.", 100 * right),
        ("The table was made the same both ways. Leave row and column apart.", (right + right.T) / 2),
    ]


def _table_shape(value, right, y):
    got, classes = as_tensor(value), len(right)
    if got is not None and got.shape == right.shape:
        return None
    likely, look_at, every = "", "", "One row for each of the `classes`, also for those without images. "
    if value.kind == "none":
        likely = "Does the function end with `return`?"
    elif value.kind in ("list", "tuple") and _lengths(value) == y.bincount(minlength=classes).tolist():
        likely = "The mean runs over the classes, one number an image. Take it over the images, dimension 0."
    elif got is not None and got.shape == (classes,):
        likely = "One number for each class. Take the mean over the images alone, dimension 0: a row is left."
    elif got is not None and got.shape == (10, 10):
        likely = "There are 10 rows and columns, whatever the argument `classes` says."
    elif got is not None and got.shape[1:] == (classes,):
        rows = {int(y.max()) + 1: every + "y.max() says only which is the largest that occurs: range(classes).",
                len(y.unique()): every + "Loop over range(classes).",
                10: "There are 10 rows, whatever the argument `classes` says."}
        likely, look_at = rows.get(len(got), ""), "hint 2"
    return Problem("the shape of the result", f"a tensor of shape {tuple(right.shape)}", describe(value), likely,
                   look_at)


def _lengths(value):
    return [len(item.data) if item.kind == "tensor" and item.data.ndim == 1 else -1 for item in value.data]


def _table(value, right, mistakes):
    """close, for a table in which nan is an answer."""
    got = as_tensor(value).double()

    def differs(other):
        return ~torch.isclose(got, other, rtol=1e-4, atol=1e-6, equal_nan=True)

    if not differs(right).any():
        return None
    mistake = next((Mistake(*found) for found in mistakes if not differs(found[1]).any()), Mistake("", got))
    likely, look_at = mistake.likely, mistake.look_at
    row, column = differs(right).nonzero()[0].tolist()
    if not likely and right[row, column].isnan():
        likely, look_at = "There is no image of that class, so nothing to average: nan.", "hint 2"
    elif not likely and got[row, column].isnan():
        likely = "There are images of that class: their mean is a number."
    wanted, found = apart(right[row, column], got[row, column])
    return Problem("the mean soft label of the images of each class, a row for each",
                   f"{wanted} at row {row}, column {column}", found, likely, look_at)
