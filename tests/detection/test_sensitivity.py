"""Sensitivity: counted by hand, repeatable, and within its intervals."""

import pytest
import torch
from scipy.stats import binomtest

from robustlib import data, detection, metrics, models
from robustlib.checks.references import Ref
from robustlib.detection import mutation
from tests.detection.conftest import FirstPixel, Script, batch, seeded


def bits(count, mutants, seed=0):
    shares = torch.linspace(0, 1, count)[:, None]
    return torch.rand((count, mutants), generator=seeded(seed)) < shares


@pytest.mark.parametrize("batch_size", [1, 7, 256])
def test_every_change_is_counted_for_its_own_image(batch_size):
    expected = bits(5, 30)
    script, net = Script(expected), FirstPixel()
    changes = detection.label_changes(net, script.images(), script, mutants=30, batch_size=batch_size)
    assert torch.equal(changes, expected) and script.made == [30] * 5
    assert max(net.sizes) <= batch_size and sum(net.sizes) == 5 + 150
    kappa = detection.sensitivity(FirstPixel(), Script(expected).images(), Script(expected), 30, batch_size=batch_size)
    torch.testing.assert_close(kappa, expected.float().mean(1))


def test_labels_are_compared_with_the_networks_own_answer():
    """An image that is labelled wrongly, and stays so, is not sensitive."""
    net = models.pretrained("digits")
    ds = data.load("digits")
    answers = metrics.predict(net, ds.x_test).argmax(1)
    wrong = ds.x_test[answers != ds.y_test][:1]
    assert detection.sensitivity(net, wrong, lambda x, generator: x, mutants=3).item() == 0


def test_kappa_of_a_linear_network_is_known():
    """Noise on the first pixel alone decides: P(0.3 + 0.2·z > 0.5) = 0.1587, and P(0.7 + u < 0.5) for u in ± 0.4."""
    x = torch.tensor([0.3, 0.7]).view(2, 1, 1, 1)
    normal = detection.sensitivity(FirstPixel(), x, mutation.gaussian(0.2), mutants=20_000, generator=seeded())
    even = detection.sensitivity(FirstPixel(), x, mutation.uniform(0.4), mutants=20_000, generator=seeded())
    torch.testing.assert_close(normal, torch.tensor([0.1587, 0.1587]), atol=0.01, rtol=0)
    torch.testing.assert_close(even, torch.tensor([0.25, 0.25]), atol=0.01, rtol=0)


def test_repeatable_and_only_from_the_generator():
    net, x, state = Ref("smooth_network", 3).build(), batch(4, 1, 6, 6), torch.get_rng_state()
    first, again, other = (detection.label_changes(net, x, mutation.gaussian(0.3), 60, seeded(s)) for s in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other) and torch.equal(state, torch.get_rng_state())
    torch.manual_seed(5)
    default = detection.sensitivity(net, x, mutation.gaussian(0.3), 60)
    torch.manual_seed(5)
    assert torch.equal(default, detection.sensitivity(net, x, mutation.gaussian(0.3), 60))


def test_nothing_else_is_touched():
    net = Ref("dropout_network", 2).build().train()
    net[1].eval()
    x = batch(3, 1, 6, 6).requires_grad_()
    kept, modes = x.detach().clone(), [m.training for m in net.modules()]

    def spoil(x, generator):  # changes its rows in place
        return x.fill_(0.5)

    kappa = detection.sensitivity(net, x, spoil, mutants=5)
    assert torch.equal(x, kept) and modes == [m.training for m in net.modules()] and not kappa.requires_grad
    assert all(p.grad is None for p in net.parameters())
    with pytest.raises(ZeroDivisionError):
        detection.sensitivity(net, x, lambda x, generator: 1 / 0)
    assert modes == [m.training for m in net.modules()]


def test_odd_batches_and_dtypes():
    net = Ref("smooth_network", 3).build()
    nothing = detection.sensitivity(net, torch.zeros(0, 1, 6, 6), mutation.gaussian(0.1))
    assert nothing.shape == (0,) and nothing.dtype == torch.float32
    assert detection.label_changes(net, torch.zeros(0, 1, 6, 6), mutation.gaussian(0.1), 7).shape == (0, 7)
    kappa = detection.sensitivity(net.double(), batch(2, 1, 6, 6, dtype=torch.float64), mutation.light(0.5), 3)
    assert kappa.dtype == torch.float64 and torch.equal((kappa * 3).round() / 3, kappa)


@pytest.mark.parametrize("method, theirs", [("exact", "exact"), ("wilson", "wilson")])
def test_intervals_of_kappa(method, theirs):
    changes = torch.tensor([0, 3, 50, 3, 100])
    low, high = detection.sensitivity_interval(changes, 100, 0.99, method)
    assert low.dtype == high.dtype == torch.float64
    for count, a, b in zip(changes.tolist(), low.tolist(), high.tolist()):
        expected = binomtest(count, 100).proportion_ci(0.99, method=theirs)
        assert (a, b) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert [len(each) for each in detection.sensitivity_interval(changes[:0], 100)] == [0, 0]


def test_normal_sensitivity_is_over_images_that_are_right():
    expected = bits(5, 40)
    script = Script(expected)
    y = torch.tensor([0, 0, 1, 0, 0])  # FirstPixel says 0 to all
    found = detection.normal_sensitivity(FirstPixel(), script.images(), script, y, mutants=40, confidence=0.9)
    assert script.made == [40, 40, 0, 40, 40]
    assert found == metrics.mean_interval(expected[[0, 1, 3, 4]].double().mean(1), 0.9)
    script = Script(expected)
    assert detection.normal_sensitivity(FirstPixel(), script.images(), script, mutants=40).share == \
        pytest.approx(expected.double().mean().item())


def test_more_mutants_of_the_same_images_do_not_make_the_interval_narrow():
    net, ds = models.pretrained("digits"), data.load("digits")
    few, many = (detection.normal_sensitivity(net, ds.x_test[:60], mutation.translation(2), ds.y_test[:60], mutants,
                                              generator=seeded()) for mutants in (25, 100))
    assert many.high - many.low > 0.75 * (few.high - few.low)


def test_the_largest_scale_within_the_limit_is_chosen():
    """κ of an image at 0.5 − d for noise in ± a is (1 − d/a)/2 where a > d: known for every scale."""
    x = torch.full((50, 1, 1, 1), 0.3)
    y = torch.zeros(50, dtype=torch.int64)
    y[:10] = 1  # wrong, so they do not count
    x[:10] = 0.49
    scales = [0.4, 0.1, 0.21, 0.2, 0.25]  # κ: .25, 0, .024, 0, .1
    choice = detection.choose(FirstPixel(), x, y, mutation.uniform, scales, mutants=500, generator=seeded())
    assert choice.scale == 0.21 and repr(choice.mutate) == "uniform(0.21)"
    assert [round(choice.tried[scale].share, 2) for scale in sorted(scales)] == [0, 0, 0.02, 0.1, 0.25]
    with pytest.raises(ValueError, match="scales: expected one with.*at most 0.03, got 0.1 at best, at 0.25"):
        detection.choose(FirstPixel(), x, y, mutation.uniform, [0.4, 0.25], mutants=2000, generator=seeded(1))


NET, X = FirstPixel(), batch(2)
NOISE = mutation.gaussian(0.1)


@pytest.mark.parametrize("call, error, words", [
    (lambda: detection.sensitivity(3, X, NOISE), TypeError, "net: expected a network"),
    (lambda: detection.sensitivity(NET, X * 255, NOISE), ValueError, "x: expected pixel values"),
    (lambda: detection.sensitivity(NET, X, 0.1), TypeError, "mutate: expected a function"),
    (lambda: detection.sensitivity(NET, X, NOISE, mutants=0), ValueError, "mutants: expected a whole number"),
    (lambda: detection.sensitivity(NET, X, NOISE, generator=7), TypeError, "generator: expected"),
    (lambda: detection.sensitivity(NET, X, NOISE, batch_size=0), ValueError, "batch_size: expected"),
    (lambda: detection.sensitivity(NET, X, lambda x, g: x[0]), ValueError, r"mutate: expected.*\(256, 1, 8, 8\)"),
    (lambda: detection.sensitivity(NET, X, lambda x, g: None), ValueError, "mutate: expected it to return"),
    (lambda: detection.sensitivity(NET, X, lambda x, g: x.byte()), ValueError, "mutate: expected it to return"),
    (lambda: detection.sensitivity(lambda x: x, X, NOISE), ValueError, "net: expected the network to return"),
    (lambda: detection.sensitivity_interval(torch.tensor([5]), 4), ValueError, "successes: expected at most"),
    (lambda: detection.sensitivity_interval(torch.tensor([0.5]), 4), TypeError, "changes: expected"),
    (lambda: detection.normal_sensitivity(NET, X, NOISE, torch.tensor([5, 5])), ValueError, "y: expected at least 2"),
    (lambda: detection.normal_sensitivity(NET, X, NOISE, torch.tensor([5])), ValueError, "y: expected one label"),
    (lambda: detection.choose(NET, X * 0, torch.zeros(2).long(), mutation.light, []), ValueError, "scales: expected"),
])
def test_errors_name_the_argument(call, error, words):
    with pytest.raises(error, match=words):
        call()
