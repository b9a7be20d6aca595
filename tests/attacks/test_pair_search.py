"""The pair search looks at few points and finds what the full search finds: the same values, bit for bit."""

import pytest
import torch

from robustlib.attacks import pair_search
from robustlib.attacks.pair_search import best_pair


def full_search(a, c, free):
    """The whole D×D matrix of values, −1 where a pair is not admissible."""
    alpha, gamma = a[:, :, None] + a[:, None], c[:, :, None] + c[:, None]
    different = ~torch.eye(a.shape[1], dtype=torch.bool)
    admissible = (alpha > 0) & (gamma > 0) & free[:, :, None] & free[:, None] & different
    return torch.where(admissible, alpha * gamma, -1.0)


def points(kind, rows, features, dtype, generator):
    a, c = torch.randn((2, rows, features), dtype=dtype, generator=generator)
    zeros_a, zeros_c = torch.rand((2, rows, features), generator=generator) < 0.7
    return {
        "normal": (a, c),
        "ties": ((2 * a).round(), (2 * c).round()),
        "zeros": (a.masked_fill(zeros_a, 0), c.masked_fill(zeros_c, 0)),
        "opposed": (a, 0.1 * c - a),
        "one line": (a, 0.1 - a),
        "anti-chain": (a.sort(1).values, c.sort(1, descending=True).values),
        "infeasible": (-a.abs(), c),
        "all zero": (0 * a, 0 * c),
        "equal": (torch.ones_like(a), torch.ones_like(c)),
        "tiny": (a * 1e-15, c * 1e-15),
        "huge": (a * 1e15, c * 1e15),
        "unequal": (a * 1e-12, c * 1e14),
    }[kind]


KINDS = ("normal", "ties", "zeros", "opposed", "one line", "anti-chain", "infeasible", "all zero", "equal", "tiny",
         "huge", "unequal")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("pairs_at_once", [2**20, 5])
def test_the_best_value_of_all_pairs(kind, dtype, pairs_at_once, monkeypatch):
    monkeypatch.setattr(pair_search, "PAIRS_AT_ONCE", pairs_at_once)
    generator = torch.Generator().manual_seed(len(kind))
    for features in (2, 3, 5, 17, 48):
        for share in (1.0, 0.6, 0.1):
            a, c = points(kind, 7, features, dtype, generator)
            free = torch.rand(a.shape, generator=generator) < share
            pairs, found = best_pair(a, c, free)
            values = full_search(a, c, free)
            best = values.flatten(1).amax(1)
            assert torch.equal(found, best >= 0)
            (first, second), row = pairs.unbind(1), torch.arange(len(a))
            assert torch.equal(values[row, first, second][found], best[found])
            assert (first < second)[found].all()


def test_the_same_pair_where_there_is_no_tie():
    generator = torch.Generator().manual_seed(0)
    a, c = torch.randn((2, 40, 120), generator=generator)
    pairs, found = best_pair(a, c, torch.ones_like(a, dtype=torch.bool))
    best = full_search(a, c, torch.ones_like(a, dtype=torch.bool)).flatten(1).argmax(1)
    assert found.all() and torch.equal(pairs, torch.stack([best // 120, best % 120], 1))


def test_products_that_would_underflow_are_told_apart():
    a = torch.tensor([[1.0, 2.0, 3.0, 0.5]]) * 1e-30
    pairs, found = best_pair(a, a, torch.ones(1, 4, dtype=torch.bool))
    assert found.all() and pairs.tolist() == [[1, 2]]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_features_without_a_number_are_left_out(bad):
    a = torch.tensor([[bad, 2.0, 3.0, 0.5]])
    c = torch.tensor([[1.0, 1.0, 1.0, 1.0]])
    for first, second in ((a, c), (c, a)):
        pairs, found = best_pair(first, second, torch.ones(1, 4, dtype=torch.bool))
        assert found.all() and pairs.tolist() == [[1, 2]]


def test_shapes_without_a_pair():
    for rows, features in ((0, 5), (3, 1), (3, 0), (0, 0)):
        empty = torch.ones(rows, features)
        pairs, found = best_pair(empty, empty, empty.bool())
        assert pairs.shape == (rows, 2) and found.shape == (rows,) and not found.any()


def test_half_precision_agrees_with_single():
    a, c = torch.randn((2, 5, 60), generator=torch.Generator().manual_seed(1)).half()
    free = torch.ones_like(a, dtype=torch.bool)
    assert torch.equal(best_pair(a, c, free)[0], best_pair(a.float(), c.float(), free)[0])


def test_many_features_need_no_matrix_of_all_pairs():
    """6,000 features, all on one falling line, so that none can be left out: 36 million entries, a few at a time."""
    a = torch.linspace(0, 1, 6000)[None]
    pairs, found = best_pair(a, 1 - a, torch.ones_like(a, dtype=torch.bool))
    assert found.all()
    first, second = pairs[0]
    assert ((a[0, first] + a[0, second]) * (2 - a[0, first] - a[0, second])).item() == pytest.approx(1, abs=1e-6)
