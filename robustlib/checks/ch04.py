"""Chapter 04: the softmax at temperature T, entropy, Jacobian, cross-entropy with soft labels, similar classes."""

import math

import torch
from torch.nn import functional as F

from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.similar_classes import similarity_cases, similarity_judge
from robustlib.checks.soft_labels import loss_cases, loss_judge
from robustlib.checks.softmax_slopes import jacobian_judge
from robustlib.checks.specification import Case, Exercise, Problem
from robustlib.checks.temperature import exact, seeded, softmax_judge, temperature_cases

softmax_at = Exercise("softmax_at", temperature_cases, softmax_judge, "the formula above the exercise")
softmax_jacobian = Exercise("softmax_jacobian", temperature_cases, jacobian_judge,
                            "the two cases above the exercise")
soft_cross_entropy = Exercise("soft_cross_entropy", loss_cases, loss_judge, "the formula above the exercise")
class_similarity = Exercise("class_similarity", similarity_cases, similarity_judge, "hint 1")


# ---- entropy ---------------------------------------------------------------------------------------------------------

ONES = (1e-3, 1e-5, 1e-7, 1e-9)  # how far one class is from having everything


def _entropy_cases(seed):
    def case(number, what, count, classes, sharpness=2.0, zeros=0, small=0, sure=0, even=0, dtype=torch.float32):
        """The first rows are sure (one class has everything), the next even; all others have zeros and small values."""
        generator = seeded(seed, number)
        p = (sharpness * torch.randn((count, classes), generator=generator, dtype=torch.float64)).softmax(1)
        p = 0.9 * p + 0.1 / classes
        p[:, :zeros] = 0
        p[:, zeros:zeros + small] = 3e-4
        rest = zeros + small
        left = 1 - p[:, :rest].sum(1, keepdim=True)
        p[:, rest:] *= left / p[:, rest:].sum(1, keepdim=True)
        p[:sure] = F.one_hot(torch.arange(sure) % classes, classes).double()
        p[sure:sure + even] = 1 / classes
        turn = torch.rand((count, classes), generator=generator).argsort(1)
        return Case(what, {"p": p.gather(1, turn).to(dtype)})

    return [
        case(0, "6 rows of 8 probabilities", 6, 8),
        case(1, "a single row of 4 probabilities", 1, 4),
        case(2, "4 rows of 4 probabilities, one with everything on one class and one with the same for all", 4, 4,
             sure=1, even=1),
        case(3, "5 rows with some probabilities of exactly 0", 5, 6, zeros=2),
        case(4, "7 rows with some very small probabilities", 7, 10, small=5),
        case(5, "3 rows of float64 in which one class has everything", 3, 5, sure=3, dtype=torch.float64),
        case(6, "3 rows with the same probability for all 20 classes", 3, 20, even=3),
        Case("rows of float64 in which one class has almost everything, and one of the others has 0",
             {"p": _almost_sure(seeded(seed, 7))}),
    ]


def _almost_sure(generator):
    """Rows of 4 in random order: nearly 1, two small ones, and a 0."""
    small = torch.tensor(ONES, dtype=torch.float64)[:, None]
    part = 0.3 + 0.4 * torch.rand((len(ONES), 1), generator=generator, dtype=torch.float64)
    p = torch.cat([1 - small, part * small, (1 - part) * small, torch.zeros_like(small)], 1)
    return p.gather(1, torch.rand(p.shape, generator=generator).argsort(1))


def _entropy_judge(case, seen):
    (given,) = case.arguments.values()
    p = given.double()
    right = -torch.xlogy(p, p).sum(1)
    tolerance = {"rtol": 1e-6, "atol": 1e-13} if exact(given) else {"rtol": 2e-5, "atol": 5e-6}
    mistakes = [*_other_measures(p, right), *_lost(given, right)]
    return first(
        _entropy_shape(seen.value, p),
        close(seen.value, right, "the entropy −Σ p·log p of each row, in nats", mistakes=mistakes, **tolerance),
        untouched(seen),
    )


def _other_measures(p, right):
    parts = -torch.xlogy(p, p)
    again = p.softmax(1)
    rows = "Each has an entropy of its own: add over the classes, dimension 1."
    return [Mistake(likely, value, look_at) for look_at, likely, value in (
        ("", "That is in bits, with log2. Nats take the natural logarithm.", right / math.log(2)),
        ("", "That is with log10. Nats take the natural logarithm.", right / math.log(10)),
        ("hint 2", "The sign is turned round: logarithms of probabilities are negative, entropy is not.", -right),
        ("hint 2", "That is the mean over the classes. Take the sum.", right / p.shape[1]),
        ("", "That is divided by log N. Leave it in nats.", right / math.log(p.shape[1])),
        ("", "That is the sum of the squares, or 1 minus it. Take −Σ p·log p.", 1 - (p * p).sum(1)),
        ("", "That is the sum of the squares, or 1 minus it. Take −Σ p·log p.", (p * p).sum(1)),
        ("", "That is −log of the largest probability. All classes count: −Σ p·log p.", -p.amax(1).log()),
        ("", "That is log N − H, the distance from uniform. Return H alone.", math.log(p.shape[1]) - right),
        ("", "Each p was taken with its counterpart 1 − p, as if each class were a coin of its own. Take −Σ p·log p.",
         right - torch.xlogy(1 - p, 1 - p).sum(1)),
        ("", "The p in front of the logarithm is missing: −Σ p·log p.", -p.clamp(min=1e-300).log().sum(1)),
        ("", "p went through a softmax. It holds probabilities already.", -torch.xlogy(again, again).sum(1)),
        ("", "Only the largest probability counts. Add up all classes.",
         parts.gather(1, p.argmax(1, keepdim=True))[:, 0]),
        ("hint 2", "That is the mean over the rows. " + rows, right.mean().expand_as(right)),
        ("hint 2", "That is the sum over the rows. " + rows, right.sum().expand_as(right)),
        ("", "That is log N, whatever the probabilities.", torch.full_like(right, math.log(p.shape[1]))),
        ("", "That is exp of the entropy. Return the entropy itself.", right.exp()),
        ("", "Only the first row has its entropy.", right * (torch.arange(len(p)) == 0)),
    )]


def _lost(given, right):
    """What care for the 0 can do to small probabilities."""
    p, low = given.double(), given.float()
    parts = -torch.xlogy(p, p)
    added = "A number was added inside the logarithm, so small probabilities count less. Only 0 needs special care."
    limit = "A lower limit was put to p, so smaller probabilities count wrongly. Only 0 needs special care."
    sizes = tuple(10.0**-power for power in range(1, 16))
    return [Mistake(likely, value, "hint 1") for likely, value in (
        *((added, -(p * (p + tiny).log()).sum(1)) for tiny in sizes),
        *((added, -((p + tiny) * (p + tiny).log()).sum(1)) for tiny in sizes),
        *((limit, -(p * p.clamp(min=tiny).log()).sum(1)) for tiny in sizes),
        *((limit, -torch.xlogy(p.clamp(min=tiny), p.clamp(min=tiny)).sum(1)) for tiny in sizes),
        *(("Small probabilities were left out. They count, too.", (parts * (p > tiny)).sum(1))
          for tiny in (*sizes, 0.05)),
        ("A row with a 0 in it counts as 0 as a whole. Put 0 for the one class, and add up the others.",
         right * (p > 0).all(1)),
        ("Something was turned into float32 on the way. Stay in the dtype of p.",
         -torch.xlogy(low, low).sum(1).double()),
    )]


def _entropy_shape(value, p):
    got = as_tensor(value)
    what = "the entropy of each row"
    if got is None:
        return None  # close says it
    if got.shape != (len(p),):
        likely = {(): "That is one number for all rows. Each has an entropy of its own: add over dimension 1.",
                  (len(p), 1): "Add without keepdim.", (p.shape[1],): "The sum runs over the rows. Add over the "
                  "classes, dimension 1.", tuple(p.shape): "Add up each row: .sum(1)."}.get(tuple(got.shape), "")
        return Problem(f"the shape of {what}", str((len(p),)), str(tuple(got.shape)), likely, "hint 2")
    if got.is_floating_point() and not torch.isfinite(got).all():
        return Problem(f"{what} is finite", "a number from 0 to log N", "nan or infinite",
                       "log 0 is −inf, and 0 · −inf is nan. A probability of 0 adds nothing: put 0 there.", "hint 1")
    return None


entropy = Exercise("entropy", _entropy_cases, _entropy_judge, "the formula above the exercise")
