"""Chapter 04: the softmax at temperature T, entropy, Jacobian, cross-entropy with soft labels, similar classes."""

import math

import torch
from torch.nn import functional as F

from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.soft_labels import loss_judge, similarity_cases, similarity_judge
from robustlib.checks.specification import Case, Exercise, Problem
from robustlib.checks.temperature import jacobian_judge, seeded, softmax_judge, temperature_cases

softmax_at = Exercise("softmax_at", temperature_cases, softmax_judge, "hint 2")
softmax_jacobian = Exercise("softmax_jacobian", temperature_cases, jacobian_judge,
                            "the two cases above the exercise, and hint 1")
soft_cross_entropy = Exercise("soft_cross_entropy", lambda seed: temperature_cases(seed, targets=True), loss_judge,
                              "the formula above the exercise")
class_similarity = Exercise("class_similarity", similarity_cases, similarity_judge, "hint 1")


# ---- entropy ---------------------------------------------------------------------------------------------------------

NEAR = {"rtol": 1e-4, "atol": 2e-5}


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
    ]


def _entropy_judge(case, seen):
    (given,) = case.arguments.values()
    p = given.double()
    parts = -torch.xlogy(p, p)
    right = parts.sum(1)
    added = "A number was added inside the logarithm, so small probabilities count less. Only 0 needs special care."
    mistakes = [Mistake(likely, value) for likely, value in (
        ("That is in bits, with log2. Nats take the natural logarithm.", right / math.log(2)),
        ("That is with log10. Nats take the natural logarithm.", right / math.log(10)),
        ("The sign is turned round: logarithms of probabilities are negative, entropy is not.", -right),
        ("That is the mean over the classes. Take the sum.", right / p.shape[1]),
        ("That is divided by log N. Leave it in nats.", right / math.log(p.shape[1])),
        ("That is the sum of the squares, or 1 minus it. Take −Σ p·log p.", 1 - (p * p).sum(1)),
        ("That is the sum of the squares, or 1 minus it. Take −Σ p·log p.", (p * p).sum(1)),
        ("That is −log of the largest probability. All classes count: −Σ p·log p.", -p.amax(1).log()),
        ("The p in front of the logarithm is missing: −Σ p·log p.", -p.clamp(min=1e-300).log().sum(1)),
        ("p went through a softmax. It holds probabilities already.", -torch.xlogy(p.softmax(1), p.softmax(1)).sum(1)),
        ("Only the largest probability counts. Add up all classes.", parts.gather(1, p.argmax(1, keepdim=True))[:, 0]),
        ("That is the mean over the rows. Each has an entropy of its own.", right.mean().expand_as(right)),
        ("That is the sum over the rows. Each has an entropy of its own.", right.sum().expand_as(right)),
        ("That is exp of the entropy. Return the entropy itself.", right.exp()),
        *((added, -(p * (p + tiny).log()).sum(1)) for tiny in (0.1, 0.01, 1e-3, 1e-4, 1e-5)),
        *((added.replace("added", "put in as a lower limit"), -(p * p.clamp(min=tiny).log()).sum(1))
          for tiny in (0.1, 0.01, 1e-3)),
        *(("Small probabilities were left out. They count, too.", (parts * (p > tiny)).sum(1))
          for tiny in (1e-3, 0.01, 0.05, 0.1)),
        ("A row with a 0 in it counts as 0 as a whole. Put 0 for the one class, and add up the others.",
         right * (p > 0).all(1)),
        ("Only the first row has its entropy.", right * (torch.arange(len(p)) == 0)),
    )]
    return first(
        _entropy_shape(seen.value, p),
        close(seen.value, right, "the entropy −Σ p·log p of each row, in nats", mistakes=mistakes, **NEAR),
        untouched(seen),
    )


def _entropy_shape(value, p):
    got = as_tensor(value)
    what = "the entropy of each row"
    if got is None:
        return None  # close says it
    if got.shape != (len(p),):
        likely = {(): "That is one number for all rows. Each has an entropy of its own: add over dimension 1.",
                  (len(p), 1): "Add without keepdim.", (p.shape[1],): "The sum runs over the rows. Add over the "
                  "classes, dimension 1.", tuple(p.shape): "Add up each row: .sum(1)."}.get(tuple(got.shape), "")
        return Problem(f"the shape of {what}", str((len(p),)), str(tuple(got.shape)), likely)
    if got.is_floating_point() and not torch.isfinite(got).all():
        return Problem(f"{what} is finite", "a number from 0 to log N", "nan or infinite",
                       "log 0 is −inf, and 0 · −inf is nan. A probability of 0 adds nothing: put 0 there.")
    return None


entropy = Exercise("entropy", _entropy_cases, _entropy_judge, "hint 1")
