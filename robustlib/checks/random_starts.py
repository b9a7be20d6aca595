"""For the checks of attacks with a random start: is it in the ball, uniform, and drawn from where it should be?"""

import torch

from robustlib.checks.judging import as_tensor, shape
from robustlib.checks.specification import Problem


def within_limits(value, x, eps, steps):
    wrong_shape = shape(value, x.shape)
    if wrong_shape is not None:
        return wrong_shape
    got = as_tensor(value).double()
    low, high, reach = got.min().item(), got.max().item(), (got - x).abs().max().item()
    if low < -1e-6 or high > 1 + 1e-6:
        return Problem("every value lies in [0, 1]", "values from 0 to 1", f"values from {low:.3g} to {high:.3g}",
                       "Clip the random start too, before the first step." if steps == 0 else "Clip after every step.")
    if reach > eps + 1e-5:
        likely = ("The noise is larger than ε: it runs from −ε to ε." if steps == 0 else
                  "The ball is centred on the clean images x, not on the random start nor on the image of the step "
                  "before. Project around x after every step.")
        return Problem("no value is further than ε from x", f"at most {eps:g}", f"{reach:.3g}", likely)
    return None


def uniform(noise, eps):
    """Noise that is meant to be uniform in the ball, every value drawn on its own."""
    noise = noise.double() / eps
    low, high = noise.min().item(), noise.max().item()
    likely = ""
    if noise.abs().max() < 1e-6:
        likely = "That is x itself. PGD starts from a random image of the ball, also when no step follows."
    elif low > -0.05:
        likely = "The noise is never negative: torch.rand draws from 0 to 1. Stretch and shift it to −ε to ε."
    elif (noise.abs() > 0.999).double().mean() > 0.99:
        likely = "Every value sits at −ε or ε. A uniform start also takes all values between them."
    elif (noise.abs() > 0.999).double().mean() > 0.02:
        likely = ("Many values sit exactly at the edge of the ball. Was larger noise cut there, or a step taken where "
                  "steps is 0? torch.rand draws evenly between 0 and 1; torch.randn does not.")
    elif len(noise.mul(1e6).round().unique()) < 0.9 * noise.numel():
        likely = "Some values share one draw. Draw a number for every value of every image: noise of x's shape."
    elif max(-low, high) < 0.9:
        likely = "The noise fills only a part of the ball: it runs from −ε to ε."
    else:
        ordered = noise.flatten().sort().values
        ranks = torch.arange(1, len(ordered) + 1) / len(ordered)
        if (ranks - (ordered + 1) / 2).abs().max() > 2.5 / len(ordered) ** 0.5:  # Kolmogorov–Smirnov, p below 1e-5
            likely = "The values are spread unevenly. torch.rand is uniform; torch.randn is not."
    if not likely:
        return None
    return Problem("the start is uniform in the ball: each value differs from x by −ε to ε", "differences from −ε to ε",
                   f"differences from {low:.2f} ε to {high:.2f} ε", likely)


def right_source(seen, seeded):
    """The start is drawn from the generator that was passed, or else from torch's default one."""
    what = "the start is drawn from the generator that was passed"
    if seeded and "generator" not in seen.drawn_from:
        return Problem(what, "the generator moves on", "it is where it was before",
                       "Hand it on: torch.rand(…, generator=generator). Its seed alone is not enough.")
    if not seeded and not seen.generator_used:
        return Problem("without a generator, the start comes from torch's default one", "torch's generator moves on",
                       "it is where it was before",
                       "torch.rand(…, generator=None) draws from torch's default generator: just hand on what came.")
    return None


def another_seed(images):
    if torch.equal(images[0], images[2]):
        return Problem("another seed of the generator gives another start", "two different starts",
                       "the same start twice", "Draw from the generator as it comes, without setting a seed.")
    return None


def two_starts(images):
    if torch.equal(images[0], images[1]):
        return Problem("two calls start from different images", "two different starts", "the same start twice",
                       "A fixed seed inside the function makes every start the same. Leave the seed to the caller.")
    return None


def same_start(images):
    if not torch.equal(images[0], images[1]):
        return Problem("two generators with the same seed give the same start", "the same start twice",
                       "two different starts", "Draw from the generator: torch.rand(x.shape, generator=generator).")
    return None
