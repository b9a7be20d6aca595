"""For the checks of chapter 04: logits and temperatures, and the softmax at temperature T, right and wrong."""

import math

import torch
from torch.nn import functional as F

from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.specification import Case, Problem

LARGEST = 1e4  # the largest logit, either way
AFAR = (300.0, -300.0)  # where float32's exp gives inf, and where it gives 0
TOO_LARGE = ("exp of a large number is inf, and inf/inf is nan; exp of a very negative one is 0, and 0/0 is nan, too. "
             "Divide by T, then take each row's largest off, then exp: the probabilities stay the same.")
ROUNDED = ("The value is right to a few digits only. Was something turned into float32 on the way, or a small number "
           "added? Stay in the dtype of the logits.")


# ---- Cases -----------------------------------------------------------------------------------------------------------


def seeded(seed, number):
    return torch.Generator().manual_seed(seed + 10 * number)


def temperature_cases(seed, targets=False):
    """Logits and a T; with targets, rows of soft labels too, which the network would not give."""

    def case(number, what, count, classes, T, spread=2.0, around=0.0, dtype=torch.float32, hard=False):
        generator = seeded(seed, number)
        logits = _spread(count, classes, spread, generator) + _around(around, count)
        arguments = {"logits": logits.to(dtype)}
        if targets:
            labels = _spread(count, classes, 2.0, generator).softmax(1)
            if hard:  # the class of the second-largest logit, so that the network is wrong
                labels = F.one_hot(logits.argsort(1)[:, -2], classes).double()
            arguments["targets"] = labels.to(dtype)
        return Case(what, arguments | {"T": T})

    double = torch.float64
    return [
        case(0, "5 images, 4 classes and T = 2.5", 5, 4, 2.5),
        case(1, "a single image, 7 classes and T = 0.5", 1, 7, 0.5, 0.8),
        case(2, "4 images, 4 classes and T = 1", 4, 4, 1),
        case(3, "6 images, 10 classes, logits far from 0, on both sides, and T = 2", 6, 10, 2, 4.0, AFAR),
        case(4, "3 images, 10 classes, float64 and T = 20", 3, 10, 20.0, 30.0, dtype=double, hard=True),
        case(5, "4 images, float64 logits near 10 000 and near −10 000, and T = 0.05", 4, 5, 0.05, 0.1,
             (LARGEST - 1, 1 - LARGEST), double),
        case(6, "4 images, float64 logits between −10 000 and 10 000, and T = 10 000", 4, 6, LARGEST, LARGEST / 2,
             dtype=double),
        case(7, "3 images, float64 logits between −10 000 and 10 000, and T = 0.05", 3, 6, 0.05, LARGEST / 2,
             dtype=double),
    ]


def _spread(count, classes, spread, generator):
    """Rows whose values lie at least spread / 4 apart and at most 2·spread from 0, in random order, in float64."""
    step = 3.2 * spread / max(classes - 1, 1)
    rows = torch.rand((count, classes), generator=generator).argsort(1).double()
    noise = torch.rand((count, classes), generator=generator, dtype=torch.float64) - 0.5
    return (rows - (classes - 1) / 2) * step + 0.5 * step * noise


def _around(around, count):
    places = torch.tensor(around, dtype=torch.float64).reshape(-1)
    return places[torch.arange(count) % len(places)][:, None]


# ---- What the judges share -------------------------------------------------------------------------------------


def exact(logits):
    return logits.dtype == torch.float64


def judged(value, right, what, mistakes, precise, nan):
    """close, at the precision that the dtype of the logits allows.

    mistakes: (likely, value) or (likely, value, look_at). nan: why there may be some, and where to read about it.
    """
    got = as_tensor(value)
    alike = got is not None and got.shape == right.shape
    if alike and got.is_floating_point() and not torch.isfinite(got).all():
        return Problem(f"{what}: finite numbers", "finite numbers", _odd(got), *nan(got))
    tolerance = {"rtol": 1e-9, "atol": 1e-10} if precise else {"rtol": 2e-3, "atol": 3e-6}
    found = [Mistake(*mistake) for mistake in mistakes if torch.isfinite(mistake[1]).all()]
    if precise and alike and torch.allclose(got.double(), right, 1e-3, 1e-5 * right.abs().max().item()):
        found.append(Mistake(ROUNDED, got))
    return close(value, right, what, mistakes=found, **tolerance)


def _odd(got):
    kinds = {"nan": got.isnan(), "infinite": got.isinf()}
    return ", ".join(f"{int(mask.sum())} of {got.numel()} {name}" for name, mask in kinds.items() if mask.any())


def overflow(logits, T, exercise=""):
    """Why a softmax has nan: which of the unstable ways leads to just these. And the hint, of which exercise."""
    largest = (logits - logits.max()) / T

    def words(got):
        bad = ~torch.isfinite(got.reshape(len(logits), -1)).all(1)
        naive = ~torch.isfinite((logits / T).exp() / (logits / T).exp().sum(1, keepdim=True)).all(1)
        if torch.equal(bad, largest.exp().sum(1) == 0) and bad.any() and not torch.equal(bad, naive):
            return ("Was the largest logit of the whole batch subtracted, or were large ones cut off? Other rows then "
                    "become exp(…) = 0, and 0/0 is nan. Subtract each row's own largest: .amax(1, keepdim=True).",
                    f"hint 2{exercise}")
        return TOO_LARGE, f"hint 1{exercise}"

    return words


# ---- softmax_at ------------------------------------------------------------------------------------------------------


def softmax_judge(case, seen):
    logits, T = case.arguments.values()
    right = (logits.double() / T).softmax(1)
    mistakes = [*_unstable(logits, T), *_misplaced(logits.double(), T), *_shared_out(logits.double(), T)]
    return first(
        _softmax_shape(seen.value, right),
        judged(seen.value, right, "the probabilities exp(z_i/T) / Σ_j exp(z_j/T)", mistakes, exact(logits),
               overflow(logits, T)),
        untouched(seen),
    )


def _softmax_shape(value, right):
    got = as_tensor(value)
    if got is None or got.shape == right.shape:
        return None  # close says it
    count, classes = right.shape
    likely = {
        (count,): "One number for each image. Return a probability for every class.",
        (classes,): "One row. Each image has a row of its own.",
        (count, 10): "There are 10 columns, whatever the number of classes. Take it from logits.shape.",
        (classes, count): "Rows and columns have changed places.",
    }.get(tuple(got.shape), "")
    return Problem("the shape of the result", str(tuple(right.shape)), str(tuple(got.shape)), likely)


def _misplaced(z, T):
    """What T does in the wrong place."""
    right, usual = (z / T).softmax(1), z.softmax(1)
    return [(likely, value, "hint 3") for likely, value in (
        ("T changes nothing here. Divide the logits by T before exp: after exp it cancels out.", usual),
        ("T multiplies the logits. Divide them by T.", (z * T).softmax(1)),
        ("The probabilities were divided by T. Divide the logits, before exp.", usual / T),
        ("The probabilities at T were divided by T once more.", right / T),
        ("The probabilities were divided by T and went through a softmax again. One softmax, of logits / T.",
         (usual / T).softmax(1)),
        ("T is squared. Divide the logits by T once.", (z / T**2).softmax(1)),
        ("T was rounded to a whole number. Divide by T as it is.", (z / max(int(T), 1)).softmax(1)),
        ("T was rounded to a whole number. Divide by T as it is.", (z / max(round(T), 1)).softmax(1)),
        ("The logits went through a softmax twice. One is enough.", right.softmax(1)),
        ("The signs are turned round: the largest logit gets the largest probability.", (-z / T).softmax(1)),
    )]


def _unstable(logits, T):
    """Ways round inf/inf that lose something."""
    z = logits.double()
    power = (logits.softmax(1) ** (1 / T)).double()
    cut = "The logits were cut off. Do not clamp them: subtract each row's largest, which changes no probability."
    limits = (10, 20, 50, 80, 88, 100, 500, 700, 709)

    def naive(z):
        return (z.exp() / z.exp().sum(1, keepdim=True)).nan_to_num(0).double()

    return [(likely, value, look_at) for look_at, likely, value in (
        ("hint 3", "The softmax at T = 1 was raised to the power 1/T. On paper that is right, but small probabilities "
                   "are 0 before T can help them: divide the logits first.", power / power.sum(1, keepdim=True)),
        *(("hint 1", cut, (z / T).clamp(-limit, limit).softmax(1)) for limit in limits),
        *(("hint 1", cut, (z / T).clamp(max=limit).softmax(1)) for limit in limits),
        *(("hint 1", cut, z.clamp(-limit, limit).div(T).softmax(1)) for limit in limits),
        ("hint 1", "nan became 0. Do not hide it: subtract each row's largest logit before exp, so that there is none.",
         naive(logits / T)),
        ("hint 2", "Some rows are 0 as a whole: all their exponentials were 0. Take each row's own largest off before "
                   "exp.", naive(logits / T - logits.max() / T)),
        ("hint 2", "The largest of each column was taken off. Take the largest of each row off: "
                   ".amax(1, keepdim=True).", naive(z / T - (z / T).amax(0))),
    )]


def _shared_out(z, T):
    """Shares that are not exp by the sum of its row."""
    right = (z / T).softmax(1)
    e = (z / T - (z / T).amax(1, keepdim=True)).exp()
    images = "The sum runs over the images. Each row sums to 1: add over the classes, dimension 1."
    batch = ("The exponentials were divided by the sum over the whole batch. Each row has a sum of its own: "
             ".sum(1, keepdim=True).")
    return [
        (images, (z / T).softmax(0)), (images, e / e.sum(0)),
        (batch, (z / T).flatten().softmax(0).view_as(z)), (batch, e / e.sum()),
        *(("Column j is divided by the sum of row j. Keep the dimension: .sum(1, keepdim=True).", e / e.sum(1))
          for _ in range(z.shape[0] == z.shape[1])),
        ("The exponentials were divided by their mean. Divide by their sum.", right * z.shape[1]),
        ("The exponentials were not divided by their sum.", e),
        ("The exponentials were not divided by their sum.", (z / T).exp()),
        ("Those are log-probabilities. Return the probabilities.", (z / T).log_softmax(1)),
        ("Those are shares of the logits. Take exp first.", z / z.sum(1, keepdim=True)),
        ("That is 2^(z/T), shared out. Take exp.", (z / T * math.log(2)).softmax(1)),
        ("That is 1 at the largest logit and 0 elsewhere, the limit T → 0. T is larger here.",
         F.one_hot(z.argmax(1), z.shape[1]).double()),
        ("That is 1/N everywhere, the limit T → ∞.", torch.full_like(z, 1 / z.shape[1])),
        ("Only the first image has its probabilities.", right * (torch.arange(len(z)) == 0)[:, None]),
    ]
