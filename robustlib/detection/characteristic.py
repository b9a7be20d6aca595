"""What Wald's test does to an image of sensitivity κ: how often it errs, and how many mutants it takes.

Exactly, by following the probability of every count of label changes from mutant to mutant; and by Wald's
approximations (1945, sections 3 and 4), which neglect that the last step overshoots the threshold.
"""

from math import ceil, exp, expm1, floor, inf
from typing import NamedTuple

import numpy as np
import torch

from robustlib import _arguments as check
from robustlib.detection.sprt import lines, steps, thresholds


class Characteristic(NamedTuple):
    """For each κ, float64 of its shape: the chance of each outcome, and the mean number of mutants."""

    adversarial: torch.Tensor
    normal: torch.Tensor
    undecided: torch.Tensor
    mutants: torch.Tensor


def operating_characteristic(kappa, p0, p1, alpha=0.05, beta=0.05, max_mutants=None, tolerance=1e-10):
    """Exact outcomes of the test where each mutant changes the label with probability κ: Characteristic.

    kappa: a number or a tensor of any shape. max_mutants: where the test is cut off; what is undecided then is
    reported, and its mutants count. None: it runs on until the chance of no decision is below `tolerance`.
    """
    given, kappa = _kappas(kappa)
    end = inf if max_mutants is None else check.count(max_mutants, "max_mutants", low=1)
    tolerance = check.number(tolerance, "tolerance", low_open=True)
    slope, normal_line, adversarial_line = lines(p0, p1, alpha, beta)

    # state[:, j] is the chance of being undecided with first + j changes: between the lines there are few counts.
    first, n = 0, 0
    state = np.ones((len(kappa), 1))
    left = np.ones(len(kappa))
    adversarial, normal, mutants = (np.zeros(len(kappa)) for _ in range(3))
    same, changed = (1 - kappa)[:, None], kappa[:, None]
    while n < end and (left > (0 if end < inf else tolerance)).any():
        mutants += left
        n += 1
        grown = np.zeros((len(kappa), state.shape[1] + 1))
        grown[:, :-1] = state * same
        grown[:, 1:] += state * changed
        low = max(floor(normal_line + slope * n) + 1 - first, 0)  # what lies below is normal
        high = max(ceil(adversarial_line + slope * n) - first, 0)  # and from here on adversarial
        normal += grown[:, :low].sum(1)
        adversarial += grown[:, high:].sum(1)
        state = grown[:, low:high]
        first += low
        left = state.sum(1)
    return Characteristic(*(torch.from_numpy(each).view(given) for each in (adversarial, normal, left, mutants)))


class Approximation(NamedTuple):
    """Wald's approximations for each κ, float64 of its shape."""

    adversarial: torch.Tensor
    mutants: torch.Tensor


def wald_approximation(kappa, p0, p1, alpha=0.05, beta=0.05):
    """The chance of "adversarial" and the mean number of mutants as Wald approximates them: Approximation.

    With h ≠ 0 such that κ·(p1/p0)^h + (1 − κ)·((1 − p1)/(1 − p0))^h = 1, and a, b the lower and upper threshold:
    P = (1 − e^{ha}) / (e^{hb} − e^{ha}), and E n = (P·b + (1 − P)·a) / (mean step of ln pr). h is 1 at p0 and −1 at p1.
    """
    given, kappa = _kappas(kappa)
    found = [_wald(each, *steps(p0, p1), *thresholds(alpha, beta)) for each in kappa.tolist()]
    columns = torch.tensor(found, dtype=torch.float64).view(-1, 2)
    return Approximation(*(column.view(given) for column in columns.T))


def _wald(kappa, up, down, a, b):
    mean = kappa * up + (1 - kappa) * down
    h = _root(kappa, up, down, mean)
    if abs(h) < 1e-6:  # no drift: the limit of both formulas
        return -a / (b - a), -a * b / (kappa * up**2 + (1 - kappa) * down**2)
    if h > 0:  # divided by the larger exponential, so that nothing overflows
        share = exp(-h * b) * (1 - exp(h * a)) / (1 - exp(h * (a - b)))
    else:
        share = (1 - exp(-h * a)) / (1 - exp(h * (b - a)))
    return share, (share * b + (1 - share) * a) / mean


def _root(kappa, up, down, mean):
    """h, by halving: the mean of e^{h·step} is a convex function of h, 1 at h = 0 and at h, and above 1 beyond."""
    sign, limit = (-1, 300 / -down) if mean > 0 else (1, 300 / up)

    def above(h):
        return kappa * expm1(sign * h * up) + (1 - kappa) * expm1(sign * h * down) > 0

    low, high = 0.0, limit
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) else (middle, high)
    return sign * high


def _kappas(kappa):
    """(its shape, float64 (K,) as numpy), checked."""
    try:
        kappa = torch.as_tensor(kappa, dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"kappa: expected a number or a tensor, got {check.describe(kappa)}") from None
    if kappa.numel() and not (0 <= kappa.min() and kappa.max() <= 1):
        raise ValueError(f"kappa: expected shares in [0, 1], got some from {kappa.min():g} to {kappa.max():g}")
    return kappa.shape, kappa.detach().cpu().flatten().numpy()
