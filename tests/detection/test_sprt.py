"""Wald's test: against the formulas written out, the figures of the paper, and exact error rates."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from robustlib import detection, metrics
from tests.detection.conftest import seeded

MNIST, CIFAR = (0.016, 0.0192), (0.1, 0.102)  # p0 and p1 of the paper's parameters


def written_out(stream, p0, p1, alpha, beta):
    """(verdict, mutants, changes), step by step in logarithms; None where rounding might decide."""
    ratio, upper, lower, c = 0.0, math.log((1 - beta) / alpha), math.log(beta / (1 - alpha)), 0
    for n, changed in enumerate(stream, 1):
        c += changed
        ratio += math.log(p1 / p0) if changed else math.log((1 - p1) / (1 - p0))
        if min(abs(ratio - upper), abs(ratio - lower)) < 1e-7:
            return None
        if ratio >= upper or ratio <= lower:
            return "adversarial" if ratio > 0 else "normal", n, c
    return "undecided", len(stream), c


def streams(share, count, length, seed=0):
    return torch.rand((count, length), generator=seeded(seed)) < share


def as_tuples(verdict):
    names = {(True, True): "adversarial", (False, True): "normal", (False, False): "undecided"}
    return [(names[a, d], n, c) for a, d, n, c in zip(*(each.tolist() for each in verdict))]


# ---- The same decisions, whoever makes them --------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.floats(0.005, 0.6), st.floats(0.01, 0.3), st.floats(0.01, 0.4), st.floats(0.01, 0.4), st.integers(0, 999))
def test_streaming_vectorised_and_written_out_agree(p0, gap, alpha, beta, seed):
    p1 = p0 + gap
    bits = torch.cat([streams(share, 4, 120, seed) for share in (0, p0, p1, 1)])
    vectorised = as_tuples(detection.sprt(bits, p0, p1, alpha, beta))
    for stream, found in zip(bits.tolist(), vectorised):
        test = detection.SequentialTest(p0, p1, alpha, beta)
        for changed in stream:
            test.update(changed)
        assert (test.verdict, test.mutants, test.changes) == found
        expected = written_out(stream, p0, p1, alpha, beta)
        assert expected is None or expected == found


def test_a_ratio_that_equals_its_threshold_decides():
    """p1/p0 = 4 = (1 − p0)/(1 − p1) = (1 − β)/α: one mutant decides, whatever it shows."""
    for changed, verdict in ((True, "adversarial"), (False, "normal")):
        test = detection.SequentialTest(0.2, 0.8, 0.2, 0.2)
        assert test.update(changed) == verdict and test.mutants == 1
        assert as_tuples(detection.sprt(torch.tensor([[changed]]), 0.2, 0.8, 0.2, 0.2)) == [(verdict, 1, changed)]


def test_by_hand():
    """p0 = 0.2, p1 = 0.4: a change adds ln 2, none adds ln 0.75. 19 = 2^4.25, and ln 19 / −ln 0.75 = 10.2."""
    test = detection.SequentialTest(0.2, 0.4)
    assert [test.update(True) for _ in range(4)] == ["undecided"] * 4
    assert test.log_ratio == pytest.approx(4 * math.log(2))
    assert test.update(True) == "adversarial" and (test.mutants, test.changes) == (5, 5)
    assert test.update(False) == "adversarial" and test.mutants == 5, "it stays decided, and counts no more"
    verdict = detection.sprt(torch.zeros(1, 40, dtype=torch.bool), 0.2, 0.4)
    assert as_tuples(verdict) == [("normal", 11, 0)]
    assert as_tuples(detection.sprt(torch.zeros(2, 10, dtype=torch.bool), 0.2, 0.4)) == [("undecided", 10, 0)] * 2
    assert [each.dtype for each in verdict] == [torch.bool, torch.bool, torch.int64, torch.int64]


def test_no_streams():
    assert [each.shape for each in detection.sprt(torch.zeros(0, 5, dtype=torch.bool), *MNIST)] == [(0,)] * 4
    assert [each.shape for each in detection.released_rule(torch.zeros(0, 5, dtype=torch.bool), *MNIST)] == [(0,)] * 4


def test_the_lines_are_where_the_ratio_meets_its_thresholds():
    slope, normal, adversarial = detection.lines(*MNIST, 0.03, 0.1)
    lower, upper = detection.thresholds(0.03, 0.1)
    for n in (0, 100, 5000):
        for line, limit in ((normal, lower), (adversarial, upper)):
            assert detection.log_ratio(line + slope * n, n, *MNIST) == pytest.approx(limit, abs=1e-6)
    low, high = detection.boundaries(3000, *MNIST, 0.03, 0.1)
    n = torch.arange(3001)
    ratio = detection.log_ratio(torch.stack([low, low + 1, high - 1, high]), n, *MNIST)
    assert ratio.dtype == torch.float64
    assert (ratio[0] <= lower).all() and (ratio[1] > lower).all() and (ratio[2] < upper).all()
    assert (ratio[3] >= upper).all()


def test_thresholds_and_hypotheses():
    assert detection.thresholds(0.05, 0.1) == pytest.approx((math.log(0.1 / 0.95), math.log(0.9 / 0.05)))
    assert detection.hypotheses(0.016, 1.1, 0.0016) == pytest.approx(MNIST)
    assert detection.hypotheses(0.1, 1.01, 0.001) == pytest.approx(CIFAR)


# ---- The paper's figures ---------------------------------------------------------------------------------------------


def test_a_normal_image_without_a_change_needs_904_or_1324():
    nothing = torch.zeros(1, 2000, dtype=torch.bool)
    assert as_tuples(detection.sprt(nothing, *MNIST)) == [("normal", 904, 0)]
    assert as_tuples(detection.sprt(nothing, *CIFAR)) == [("normal", 1324, 0)]


def test_the_released_rule_needs_about_60_and_20():
    """Two counts a mutant, and the whole ratio added at each: the published counts, and not Wald's test."""
    nothing = torch.zeros(1, 200, dtype=torch.bool)
    assert as_tuples(detection.released_rule(nothing, *MNIST)) == [("normal", 60, 0)]
    assert as_tuples(detection.released_rule(nothing, *CIFAR)) == [("normal", 72, 0)]
    adversarial = detection.released_rule(streams(0.39, 4000, 200), *MNIST)
    assert adversarial.decided.all() and adversarial.mutants.double().mean().item() == pytest.approx(20, abs=1)
    assert (adversarial.mutants % 2 == 0).all()


def test_the_released_rule_written_out():
    bits = torch.cat([streams(share, 30, 100, seed=3) for share in (0.01, 0.02, 0.1, 0.4)])
    for stream, found in zip(bits.tolist(), as_tuples(detection.released_rule(bits, *MNIST, 0.05, 0.1))):
        total, c = 0.0, 0
        for step, changed in enumerate(stream, 1):
            c += changed
            total += c * math.log(MNIST[1] / MNIST[0]) + (2 * step - c) * math.log((1 - MNIST[1]) / (1 - MNIST[0]))
            if total >= math.log(0.9 / 0.05) or total <= math.log(0.1 / 0.95):
                break
        decided = total >= math.log(0.9 / 0.05) or total <= math.log(0.1 / 0.95)
        verdict = "undecided" if not decided else "adversarial" if total > 0 else "normal"
        assert found == (verdict, 2 * step, c)


def test_the_released_rule_keeps_no_promise():
    """At p1 it calls far more than 5 % normal: evidence that is added over and over decides too soon."""
    verdict = detection.released_rule(streams(MNIST[1], 4000, 300), *MNIST)
    assert metrics.interval(int((verdict.decided & ~verdict.adversarial).sum()), 4000, 0.99).low > 0.3


@pytest.mark.parametrize("call, error, words", [
    (lambda: detection.hypotheses(0, 1.1, 0.001), ValueError, "kappa_normal: expected 0 < p0.*Mutate more strongly"),
    (lambda: detection.hypotheses(0.01, 1.1, 0.02), ValueError, "sigma: expected.*below mu [*] kappa_normal = 0.011"),
    (lambda: detection.hypotheses(0.01, 1.1, 0), ValueError, "sigma: expected 0 < p0 < p1 < 1"),
    (lambda: detection.hypotheses(0.9, 1.2, 0.1), ValueError, "mu: expected 0 < p0 < p1 < 1.*p1 = 1.18"),
    (lambda: detection.hypotheses(1.6, 1.2, 0.1), ValueError, "kappa_normal: expected.*at most 1"),
    (lambda: detection.hypotheses(0.1, "1", 0.1), TypeError, "mu: expected a number"),
    (lambda: detection.thresholds(0, 0.1), ValueError, "alpha: expected.*above 0"),
    (lambda: detection.thresholds(0.6, 0.4), ValueError, r"alpha: expected alpha \+ beta below 1, got 0.6 \+ 0.4"),
    (lambda: detection.SequentialTest(0.2, 0.1), ValueError, "p0: expected 0 < p0 < p1 < 1, got p0 = 0.2"),
    (lambda: detection.SequentialTest(0, 0.1), ValueError, "p0: expected"),
    (lambda: detection.SequentialTest(0.5, 1), ValueError, "p0: expected 0 < p0 < p1 < 1"),
    (lambda: detection.boundaries(-1, 0.1, 0.2), ValueError, "max_mutants: expected a whole number of at least 0"),
    (lambda: detection.sprt(torch.zeros(2, 3), 0.1, 0.2), ValueError, "changes: expected label changes, bool"),
    (lambda: detection.sprt(torch.zeros(2, 0).bool(), 0.1, 0.2), ValueError, "changes: expected.*M of 1 or more"),
    (lambda: detection.sprt([[True]], 0.1, 0.2), TypeError, "changes: expected a torch.Tensor"),
    (lambda: detection.released_rule(torch.zeros(3).bool(), 0.1, 0.2), ValueError, r"changes: expected.*\(N, M\)"),
])
def test_errors_name_the_argument(call, error, words):
    with pytest.raises(error, match=words):
        call()
