"""Metrics: worked out by hand, and held against independent formulas."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from robustlib import metrics


class Brightest(torch.nn.Module):
    """Says class 1 where an image's mean is above one half, else class 0; counts its images."""

    seen = 0

    def forward(self, x):
        self.seen += len(x)
        mean = x.flatten(1).mean(1)
        return torch.stack([1 - mean, mean], 1)


def test_accuracy_and_success():
    x = torch.tensor([0.1, 0.2, 0.9, 0.8]).view(-1, 1, 1, 1).expand(4, 1, 2, 2)
    y = torch.tensor([0, 1, 1, 1])
    net = Brightest()
    assert metrics.accuracy(net, x, y, batch_size=3) == 0.75 and net.seen == 4
    assert metrics.success(net, x, y).tolist() == [False, True, False, False]
    assert metrics.success(net, x, y, targeted=True).tolist() == [True, False, True, True]
    assert metrics.success_rate(net, x, y) == 0.25


def test_no_images():
    assert math.isnan(metrics.accuracy(Brightest(), torch.zeros(0, 1, 2, 2), torch.zeros(0, dtype=torch.int64)))


def test_distortion_by_hand():
    x = torch.zeros(2, 3, 2, 2)
    x_adv = x.clone()
    x_adv[0, 0, 0, 0], x_adv[0, 2, 1, 1] = 0.3, -0.4
    l0, l2, linf = metrics.distortion(x, x_adv)
    assert l0.tolist() == [2, 0]
    torch.testing.assert_close(l2, torch.tensor([0.5, 0.0]))
    torch.testing.assert_close(linf, torch.tensor([0.4, 0.0]))


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
       st.sampled_from([0.8, 0.95, 0.99]))
def test_interval_is_wilsons(counts, confidence):
    mine = metrics.interval(*counts, confidence)
    theirs = binomtest(*counts).proportion_ci(confidence, method="wilson")
    assert mine.low == pytest.approx(theirs.low, abs=1e-9) and mine.high == pytest.approx(theirs.high, abs=1e-9)
    assert mine.low <= mine.share <= mine.high


def test_dropout_is_off_and_modes_come_back():
    net = torch.nn.Sequential(torch.nn.Dropout(0.9), Brightest()).train()
    net[1].eval()
    x = torch.full((64, 1, 2, 2), 0.9)
    before = torch.get_rng_state()
    assert metrics.accuracy(net, x, torch.ones(64, dtype=torch.int64)) == 1
    assert net[0].training and not net[1].training and torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("call, error, words", [
    (lambda: metrics.accuracy(Brightest(), torch.zeros(2, 4), torch.zeros(2).long()), ValueError, "x: expected"),
    (lambda: metrics.accuracy(Brightest(), torch.zeros(2, 1, 2, 2), torch.zeros(2)), TypeError, "y: expected class"),
    (lambda: metrics.accuracy(Brightest(), torch.zeros(2, 1, 2, 2), torch.zeros(3).long()), ValueError, "y: expected"),
    (lambda: metrics.accuracy(lambda x: x, torch.zeros(2, 1, 2, 2), torch.zeros(2).long()), ValueError, "net: "),
    (lambda: metrics.accuracy(lambda x: [1], torch.zeros(2, 1, 2, 2), torch.zeros(2).long()), TypeError, "net: "),
    (lambda: metrics.distortion(torch.zeros(2, 1, 2, 2), torch.zeros(1, 1, 2, 2)), ValueError, "x_adv: expected"),
    (lambda: metrics.interval(3, 2), ValueError, "successes"),
    (lambda: metrics.interval(0, 0), ValueError, "trials"),
    (lambda: metrics.interval(0.5, 2), TypeError, "successes"),
    (lambda: metrics.interval(1, 2, confidence=95), ValueError, "confidence"),
])
def test_errors_name_the_argument(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_bootstrap_draws_whole_images():
    hits = torch.cat([torch.ones(50), torch.zeros(50)])  # as if nine targets of an image always agreed
    found = metrics.bootstrap(hits, generator=torch.Generator().manual_seed(0))
    assert found.share == 0.5
    # 100 independent images: ± 1.96 · 0.5 / 10. Nine times as many attacks would seem to give a third of it.
    assert found.low == pytest.approx(0.402, abs=0.03) and found.high == pytest.approx(0.598, abs=0.03)
    again = metrics.bootstrap(hits, generator=torch.Generator().manual_seed(0))
    assert again == found
    narrow = metrics.bootstrap(hits, confidence=0.5, generator=torch.Generator().manual_seed(0))
    assert found.low < narrow.low < 0.5 < narrow.high < found.high


def test_bootstrap_of_equal_images_has_no_width():
    assert metrics.bootstrap(torch.full((7,), 0.25)) == (0.25, 0.25, 0.25)


def test_bootstrap_covers_the_truth_as_often_as_it_says():
    generator = torch.Generator().manual_seed(1)
    covered = 0
    for _ in range(200):
        found = metrics.bootstrap(torch.rand(60, generator=generator), resamples=300, generator=generator)
        covered += found.low <= 0.5 <= found.high
    assert 180 <= covered <= 198


@pytest.mark.parametrize("per_image", [torch.ones(2, 2), torch.ones(0), torch.tensor([0.1, float("nan")])])
def test_bootstrap_refuses_what_is_no_list_of_numbers(per_image):
    with pytest.raises(ValueError, match="per_image: expected finite numbers, shape .N,."):
        metrics.bootstrap(per_image)
