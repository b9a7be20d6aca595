"""Sensitivity κ(x): the share of an image's mutants that the network labels differently from the image itself
(Wang et al. 2018, nMutant, section 3). Only labels are needed. They are compared with the network's own answer f(x),
not with the truth, which a detector does not know.

How sure a mean κ or an AUROC is depends on how many images there are: more mutants of the same images add nothing.
"""

from typing import Any, NamedTuple

import torch

from robustlib import _arguments as check
from robustlib import metrics


def label_changes(net, x, mutate, mutants=500, generator=None, batch_size=256):
    """Which mutants change the label, bool (N, mutants): column j tells of each image's mutant j.

    net: maps images to logits (N, K). x: images (N, C, H, W) in [0, 1].
    mutate(x, generator) → one mutant for each row, of x's shape: an operator of detection.mutation, or any callable.
    generator: where mutants are drawn from; without it, torch's default generator.
    batch_size: how many mutants are made and classified at once. The same generator gives the same result for the
    same batch_size.

    Raises TypeError or ValueError, naming the argument, for bad input and for a mutate that returns the wrong thing.
    """
    check.network(net)
    check.images(x)
    check.function(mutate, "mutate")
    mutants = check.count(mutants, "mutants", low=1)
    check.generator(generator)
    batch_size = check.count(batch_size, "batch_size", low=1)
    x = x.detach()
    answers = metrics.predict(net, x, batch_size).argmax(1)
    rows = torch.arange(len(x), device=x.device).repeat_interleave(mutants)
    with check.evaluating(net):
        return changed(net, x, answers, rows, mutate, generator, batch_size).view(len(x), mutants)


@torch.no_grad()
def changed(net, x, answers, rows, mutate, generator, batch_size):
    """Make one mutant of x[row] for each of `rows` (R,): is its label another than answers[row]? bool (R,)."""
    found = torch.empty(len(rows), dtype=torch.bool, device=x.device)
    for part, into in zip(rows.split(batch_size), found.split(batch_size)):
        if len(part):
            mutated = _mutants(mutate(x[part], generator), x[part])
            into.copy_(check.logits(net(mutated), len(part)).argmax(1) != answers[part])
    return found


def _mutants(mutated, x):
    if not isinstance(mutated, torch.Tensor) or mutated.shape != x.shape or not mutated.is_floating_point():
        raise ValueError(f"mutate: expected it to return a mutant for each image, floating-point of shape "
                         f"{tuple(x.shape)}, got {check.describe(mutated)}")
    return mutated.to(x)


def sensitivity(net, x, mutate, mutants=500, generator=None, batch_size=256):
    """κ of each image, (N,) in [0, 1], of x's dtype: the share of `mutants` mutants whose label is not f(x).

    All arguments as for `label_changes`, whose row means these are.
    """
    changes = label_changes(net, x, mutate, mutants, generator, batch_size)
    return (changes.sum(1).double() / changes.shape[1]).to(x.dtype)


def sensitivity_interval(changes, mutants, confidence=0.95, method="exact"):
    """The limits (low, high) of each image's κ, float64 (N,) each.

    changes: how many of `mutants` mutants changed the label, int64 (N,); of a fixed number, not of `detect`'s, which
    stops when it has seen enough. method: "exact" (Clopper–Pearson) or "wilson", as for metrics.interval.
    """
    check.labels(changes, len(changes) if isinstance(changes, torch.Tensor) and changes.ndim else 0, "changes")
    mutants = check.count(mutants, "mutants", low=1)
    counts, place = changes.unique(return_inverse=True)
    found = [metrics.interval(count, mutants, confidence, method) for count in counts.tolist()]
    return tuple(torch.tensor(limits, dtype=torch.float64).to(changes.device)[place]
                 for limits in ([each.low for each in found], [each.high for each in found]))


def normal_sensitivity(net, x, mutate, y=None, mutants=500, confidence=0.95, generator=None, batch_size=256):
    """κ_normal with its confidence interval over images: metrics.mean_interval of the κ of clean images.

    y: class indices (N,); with them, only images that the network gets right are counted. All else as for
    `label_changes`.
    """
    check.images(x)
    if y is not None:
        x = _right(net, x, y, batch_size)
    changes = label_changes(net, x, mutate, mutants, generator, batch_size)
    return metrics.mean_interval(changes.double().mean(1), confidence)


def _right(net, x, y, batch_size):
    check.labels(y, len(x), device=x.device)
    x = x[metrics.predict(net, x, batch_size).argmax(1) == y]
    if len(x) < 2:
        raise ValueError(f"y: expected at least 2 images that the network gets right, got {len(x)}")
    return x


class Choice(NamedTuple):
    """What `choose` found: the operator, its scale, and κ_normal at every scale tried, {scale: Interval}."""

    mutate: Any
    scale: float
    tried: dict


def choose(net, x, y, operator, scales, limit=0.03, mutants=100, generator=None, batch_size=256):
    """The largest of `scales` whose mean κ on correctly classified clean images is at most `limit`.

    A rule that looks at clean images only, stated before any adversarial image is seen. x, y: validation images
    (N, C, H, W) and their class indices (N,). operator(scale) → mutate: a function of detection.mutation, such as
    mutation.gaussian. limit: a share; the other arguments are those of `label_changes`.

    Returns Choice(mutate, scale, tried). Raises ValueError where no scale is within the limit.
    """
    check.images(x)
    check.function(operator, "operator")
    limit = check.number(limit, "limit", high=1)
    x = _right(net, x, y, batch_size)
    scales = sorted(scales)
    if not scales:
        raise ValueError("scales: expected at least one")
    tried = {scale: normal_sensitivity(net, x, operator(scale), mutants=mutants, generator=generator,
                                       batch_size=batch_size) for scale in scales}
    within = [scale for scale in scales if tried[scale].share <= limit]
    if not within:
        lowest = min(tried, key=lambda scale: tried[scale].share)
        raise ValueError(f"scales: expected one with a mean sensitivity of at most {limit:g}, got "
                         f"{tried[lowest].share:.3g} at best, at {lowest:g}; try smaller ones")
    return Choice(operator(within[-1]), within[-1], tried)
