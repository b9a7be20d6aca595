"""Error rates and sample numbers: exact ones against promises, simulation, closed forms and the paper's parameters."""

import math

import numpy as np
import pytest
import torch

from robustlib import detection, metrics
from tests.detection.conftest import seeded

MNIST = (0.016, 0.0192)
WIDE = (0.1, 0.3)


@pytest.fixture(scope="module")
def mnist():
    """The untruncated test at the paper's parameters, for κ = 0, p0, p1 and .34."""
    return detection.operating_characteristic([0.0, *MNIST, 0.34], *MNIST)


def simulated(kappa, p0, p1, alpha, beta, count, seed=0):
    """(adversarial, mutants) of so many streams, by another way: from change to change, without an end.

    Between two changes ln pr only falls, by the same amount each mutant, so that it takes one division to tell whether
    and when it meets the lower threshold on its way.
    """
    generator = np.random.default_rng(seed)
    up, down = math.log(p1 / p0), math.log((1 - p1) / (1 - p0))
    lower, upper = math.log(beta / (1 - alpha)), math.log((1 - beta) / alpha)
    adversarial, mutants = np.zeros(count, bool), np.zeros(count)
    going, ratio = np.arange(count), np.zeros(count)
    while len(going):
        same = generator.geometric(kappa, len(going)) - 1  # mutants before the next change
        to_lower = np.ceil((lower - ratio) / down)
        normal = same >= to_lower
        mutants[going] += np.where(normal, to_lower, same + 1)
        ratio = ratio + same * down + up
        flagged = ~normal & (ratio >= upper)
        adversarial[going[flagged]] = True
        keep = ~normal & ~flagged
        going, ratio = going[keep], ratio[keep]
    return adversarial, mutants


def agrees(exact, adversarial, mutants):
    """Do the 99 % intervals of the simulation hold the exact share and the exact mean?"""
    share = metrics.interval(int(adversarial.sum()), len(adversarial), 0.99)
    half = 2.5758 * mutants.std() / math.sqrt(len(mutants))
    return share.low <= exact.adversarial <= share.high and abs(mutants.mean() - exact.mutants) <= half


def test_the_papers_parameters(mnist):
    assert mnist.mutants[0].item() == pytest.approx(904) and mnist.adversarial[0] == 0
    assert mnist.mutants[1].item() == pytest.approx(9256, abs=0.5)
    assert mnist.mutants[3].item() == pytest.approx(50, abs=0.5)
    assert mnist.adversarial[1].item() == pytest.approx(0.0470, abs=5e-5)
    assert mnist.normal[2].item() == pytest.approx(0.0501, abs=5e-5)
    cut = detection.operating_characteristic(0.016, *MNIST, max_mutants=2000)
    assert cut.undecided.item() == pytest.approx(0.985, abs=5e-4)
    assert detection.operating_characteristic(0.0, 0.1, 0.102).mutants.item() == pytest.approx(1324)


@pytest.mark.parametrize("index, kappa", [(1, MNIST[0]), (2, MNIST[1]), (3, 0.34)])
def test_simulated_streams_at_the_papers_parameters(mnist, index, kappa):
    exact = type(mnist)(*(each[index].item() for each in mnist))
    assert agrees(exact, *simulated(kappa, *MNIST, 0.05, 0.05, 20_000))


@pytest.mark.parametrize("alpha, beta", [(0.05, 0.05), (0.01, 0.2), (0.2, 0.01), (0.4, 0.4)])
@pytest.mark.parametrize("p0, p1", [WIDE, (0.3, 0.5), (0.7, 0.9)])
def test_walds_promises_hold(p0, p1, alpha, beta):
    exact = detection.operating_characteristic([p0, p1], p0, p1, alpha, beta)
    false, missed = exact.adversarial[0].item(), exact.normal[1].item()
    assert false <= alpha / (1 - beta) and missed <= beta / (1 - alpha) and false + missed <= alpha + beta
    assert exact.undecided.max() <= 1e-10
    torch.testing.assert_close(exact.adversarial + exact.normal + exact.undecided, torch.ones(2, dtype=torch.float64))


def test_and_hold_at_the_papers_parameters(mnist):
    false, missed = mnist.adversarial[1].item(), mnist.normal[2].item()
    assert false <= 0.05 / 0.95 and missed <= 0.05 / 0.95 and false + missed <= 0.1


@pytest.mark.parametrize("kappa", [WIDE[0], 0.17, WIDE[1], 0.8])
@pytest.mark.parametrize("max_mutants", [15, 600])
def test_sprt_on_simulated_streams(kappa, max_mutants):
    """The vectorised test itself on 20,000 streams, cut off early and late: the undecided are reported apart."""
    bits = torch.rand((20_000, max_mutants), generator=seeded(1)) < kappa
    verdict = detection.sprt(bits, *WIDE)
    exact = detection.operating_characteristic(kappa, *WIDE, max_mutants=max_mutants)
    assert agrees(exact, verdict.adversarial.numpy(), verdict.mutants.numpy().astype(float))
    undecided = metrics.interval(int((~verdict.decided).sum()), 20_000, 0.99)
    assert undecided.low <= exact.undecided <= undecided.high + 1e-12
    if max_mutants == 15:
        assert exact.undecided > (0.1 if kappa < 0.5 else 0)


def test_a_random_walk_in_closed_form():
    """p0 = 1 − p1 is the gambler's ruin: steps of ± ln 4, decided three steps from the start."""
    p0, p1, alpha = 0.2, 0.8, 1 / (1 + 4**2.5)
    for kappa in (0.2, 0.5, 0.7):
        exact = detection.operating_characteristic(kappa, p0, p1, alpha, alpha, tolerance=1e-14)
        odds = (1 - kappa) / kappa
        ruin = 1 / (1 + odds**3)  # the chance to be three up before three down
        steps = 9 if kappa == 0.5 else 3 * (2 * ruin - 1) / (2 * kappa - 1)
        assert exact.adversarial.item() == pytest.approx(ruin) and exact.mutants.item() == pytest.approx(steps)


def test_walds_approximations():
    """α and 1 − β at the edges, the formulas of his paper for the sample numbers there, and near the exact values."""
    alpha, beta = 0.03, 0.1
    up, down = math.log(MNIST[1] / MNIST[0]), math.log((1 - MNIST[1]) / (1 - MNIST[0]))
    lower, upper = detection.thresholds(alpha, beta)
    at_p0 = ((1 - alpha) * lower + alpha * upper) / (MNIST[0] * up + (1 - MNIST[0]) * down)
    at_p1 = (beta * lower + (1 - beta) * upper) / (MNIST[1] * up + (1 - MNIST[1]) * down)
    found = detection.wald_approximation(list(MNIST), *MNIST, alpha, beta)
    torch.testing.assert_close(found.adversarial, torch.tensor([alpha, 1 - beta], dtype=torch.float64))
    torch.testing.assert_close(found.mutants, torch.tensor([at_p0, at_p1], dtype=torch.float64))


def test_walds_approximations_are_near_and_a_little_low(mnist):
    found = detection.wald_approximation([0.0, *MNIST, 0.34], *MNIST)
    torch.testing.assert_close(found.adversarial, mnist.adversarial, atol=0.005, rtol=0)
    torch.testing.assert_close(found.mutants, mnist.mutants, atol=0, rtol=0.03)
    assert (found.mutants < mnist.mutants).all(), "the last step overshoots, which they neglect"


def test_walds_approximations_without_drift_and_at_the_ends():
    slope = detection.lines(*WIDE).slope  # at this κ, ln pr has no drift
    found = detection.wald_approximation([0.0, slope - 1e-4, slope, slope + 1e-4, 1.0], *WIDE)
    assert (found.adversarial.diff() > 0).all() and found.adversarial.isfinite().all()
    assert found.mutants[1:4].max() / found.mutants[1:4].min() < 1.01 and found.adversarial[2] == pytest.approx(0.5)
    lower, upper = detection.thresholds()
    assert found.mutants[0].item() == pytest.approx(lower / math.log(0.7 / 0.9))
    assert found.mutants[4].item() == pytest.approx(upper / math.log(3)) and found.adversarial[4] == 1
    many = detection.wald_approximation(torch.linspace(0, 1, 301), *MNIST)
    assert (many.adversarial.diff() >= -1e-12).all() and many.mutants.isfinite().all() and (many.mutants > 0).all()


def test_shapes_and_errors():
    for function in (detection.operating_characteristic, detection.wald_approximation):
        assert all(each.shape == () for each in function(0.2, *WIDE))
        assert all(each.shape == (2, 3) for each in function(torch.full((2, 3), 0.2), *WIDE))
        assert all(each.shape == (0,) for each in function([], *WIDE))
        with pytest.raises(ValueError, match=r"kappa: expected shares in \[0, 1\]"):
            function([0.2, 1.1], *WIDE)
        with pytest.raises(TypeError, match="kappa"):
            function("much", *WIDE)
        with pytest.raises(ValueError, match="p0: expected 0 < p0 < p1 < 1"):
            function(0.2, 0.3, 0.1)
    with pytest.raises(ValueError, match="max_mutants"):
        detection.operating_characteristic(0.2, *WIDE, max_mutants=0)
    with pytest.raises(ValueError, match="tolerance"):
        detection.operating_characteristic(0.2, *WIDE, tolerance=0)
