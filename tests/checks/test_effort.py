"""What a check measures of a function's work."""

import numpy as np
import torch

from robustlib.checks.runner import run
from robustlib.checks.specification import Case

X = torch.arange(6.0)


def seen(function, effort):
    return run(function, Case("", {"x": X}, effort=effort))


def test_numbers_counts_what_is_made_or_filled_and_not_views():
    assert seen(lambda x: x + 1, "numbers").elements == 6
    assert seen(lambda x: x[:, None] + x, "numbers").elements == 36
    assert seen(lambda x: x.view(2, 3).expand(4, 2, 3)[0].T, "numbers").elements == 0
    assert seen(lambda x: x.add_(1).clamp_(min=0), "numbers").elements == 12
    assert seen(lambda x: torch.add(x, 1, out=x), "numbers").elements == 6
    assert seen(lambda x: x.sort(), "numbers").elements == 12  # values and places


def test_numbers_sees_the_memory_of_numpy():
    assert seen(lambda x: np.zeros((1000, 1000)).sum(), "numbers").peak >= 8_000_000


def test_time_is_told_in_pairs():
    assert seen(lambda x: x.sum(), "time").pairs == 0
    assert seen(lambda x: sum(range(30_000_000)), "time").pairs > 1_000_000


def test_nothing_is_measured_unasked():
    found = seen(lambda x: x + 1, "")
    assert (found.elements, found.peak, found.pairs) == (0, 0, 0)


def test_an_error_is_still_seen():
    assert seen(lambda x: x + torch.zeros(5), "numbers").error.startswith("RuntimeError")
