"""Metrics: worked out by hand, and held against independent formulas."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest
from sklearn.metrics import roc_auc_score, roc_curve

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


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
       st.sampled_from([0.8, 0.95, 0.99]))
def test_the_exact_interval_is_clopper_and_pearsons(counts, confidence):
    mine = metrics.interval(*counts, confidence, method="exact")
    theirs = binomtest(*counts).proportion_ci(confidence, method="exact")
    assert mine.low == pytest.approx(theirs.low, abs=1e-9) and mine.high == pytest.approx(theirs.high, abs=1e-9)


def test_the_exact_interval_of_many_trials():
    mine, theirs = metrics.interval(7, 100_000, method="exact"), binomtest(7, 100_000).proportion_ci(method="exact")
    assert mine.low == pytest.approx(theirs.low, rel=1e-6) and mine.high == pytest.approx(theirs.high, rel=1e-6)


def skewed(shape, generator):
    """Like κ of normal images: most are 0, and a few are not. Their mean is 0.15 · 0.4 / 3.4."""
    some = torch.from_numpy(beta(0.4, 3).rvs(shape, random_state=generator))
    return some * (torch.from_numpy(generator.random(shape)) < 0.15)


def test_the_interval_of_a_mean_holds_what_it_promises():
    generator, mean = np.random.default_rng(0), 0.15 * 0.4 / 3.4
    found = [metrics.mean_interval(row, 0.95) for row in skewed((2000, 500), generator)]
    above, below = (sum(miss) / len(found) for miss in zip(*((mean > i.high, mean < i.low) for i in found)))
    assert above < 0.04 and below < 0.04, "both tails near 2.5 %; mean ± 1.96·s/√N misses 4.8 % and 0.7 %"
    assert found[0].share == pytest.approx(skewed((2000, 500), np.random.default_rng(0))[0].mean().item())


def test_the_interval_of_a_symmetrical_mean_is_the_usual_one():
    shares = torch.tensor([0.2, 0.4, 0.6, 0.8], dtype=torch.float64).repeat(50)
    found, half = metrics.mean_interval(shares, 0.95), 1.959964 * shares.std().item() / math.sqrt(200)
    assert found == pytest.approx((0.5, 0.5 - half, 0.5 + half), abs=1e-6)
    mirrored = metrics.mean_interval(1 - shares**2, 0.9)
    direct = metrics.mean_interval(shares**2, 0.9)
    assert mirrored == pytest.approx((1 - direct.share, 1 - direct.high, 1 - direct.low))


def test_all_zeros_still_have_an_interval():
    assert metrics.mean_interval(torch.zeros(100)) == metrics.interval(0, 100, method="exact")
    assert metrics.mean_interval(torch.ones(100)) == metrics.interval(100, 100, method="exact")
    assert metrics.mean_interval(torch.full((10,), 0.25)) == (0.25, 0.25, 0.25)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=30), st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_roc_and_its_area_are_scikit_learns(positive, negative):
    scores = [torch.tensor(each) / 7.0 for each in (positive, negative)]
    truth = [1] * len(positive) + [0] * len(negative)
    false, true, thresholds = roc_curve(truth, torch.cat(scores).numpy(), drop_intermediate=False)
    mine = metrics.roc(*scores)
    for ours, theirs in zip(mine, (false, true, thresholds)):
        assert ours.dtype == torch.float64
        np.testing.assert_allclose(ours, theirs, atol=1e-12)
    area = metrics.auroc(*scores)
    assert area.share == pytest.approx(roc_auc_score(truth, torch.cat(scores).numpy()))
    assert 0 <= area.low <= area.share <= area.high <= 1 and area.high - area.low > 0.01


def test_the_interval_of_an_area_solves_newcombes_equation():
    generator = torch.Generator().manual_seed(0)
    positive, negative = torch.rand(60, generator=generator) + 0.5, torch.rand(40, generator=generator)
    area = metrics.auroc(positive, negative, 0.99)
    for t in (area.low, area.high):
        variance = t * (1 - t) / 2400 * (1 + 49 * ((1 - t) / (2 - t) + t / (1 + t)))
        assert abs(area.share - t) == pytest.approx(2.575829 * math.sqrt(variance), rel=1e-6)
    apart = metrics.auroc(positive + 1, negative)
    assert apart.share == apart.high == 1 and 0.9 < apart.low < 0.999
    flipped = metrics.auroc(negative, positive, 0.99)
    assert flipped == pytest.approx((1 - area.share, 1 - area.high, 1 - area.low))


def test_the_interval_of_an_area_covers_it():
    generator, covered = np.random.default_rng(0), 0
    for _ in range(1000):
        positive = torch.from_numpy(0.3 + 0.5 * generator.random(100))
        covered += metrics.auroc(positive, skewed(100, generator), 0.95).low <= 0.9943
        covered += metrics.auroc(positive, skewed(100, generator), 0.95).high >= 0.9943
    assert covered / 2000 > 0.96, "a bootstrap or DeLong's variance covers 0.7 to 0.8 so near 1"


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
    (lambda: metrics.interval(1, 2, method="wald"), ValueError, 'method: expected "wilson" or "exact", got \'wald\''),
    (lambda: metrics.mean_interval(torch.tensor([0.5])), ValueError, "shares: expected 2 or more"),
    (lambda: metrics.mean_interval(torch.tensor([0.5, 2.0])), ValueError, r"shares: expected numbers in \[0, 1\]"),
    (lambda: metrics.mean_interval([0.5, 0.2]), TypeError, "shares: expected a torch.Tensor"),
    (lambda: metrics.roc(torch.zeros(0), torch.zeros(1)), ValueError, "positive: expected 1 or more"),
    (lambda: metrics.auroc(torch.zeros(2), torch.zeros(1, 1)), ValueError, "negative: expected 1 or more"),
    (lambda: metrics.auroc(torch.zeros(2), torch.tensor([torch.nan])), ValueError, "negative: expected.*finite"),
    (lambda: metrics.auroc(torch.zeros(2), torch.zeros(2), 95), ValueError, "confidence"),
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
