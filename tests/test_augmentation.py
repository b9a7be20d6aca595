"""defenses.Augmentation: random amounts in their range, drawn from the generator that is given."""

import pytest
import torch

from robustlib import defenses, variations


def images(*shape, dtype=torch.float32):
    return torch.rand(shape, dtype=dtype, generator=torch.Generator().manual_seed(0))


def seeded(seed=1):
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def amounts(monkeypatch):
    """The amounts handed to each variation, which are replaced by doing nothing."""
    seen = {}
    for name in ("rotate", "scale", "brightness"):
        monkeypatch.setattr(variations, name, lambda x, amount, name=name: seen.setdefault(name, amount) is None or x)
    return seen


def test_a_generator_repeats_it_and_leaves_the_default_alone():
    x, augment = images(6, 1, 12, 12), defenses.Augmentation()
    before = torch.get_rng_state()
    first = augment(x, seeded())
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(1)  # another state of the default generator
    assert torch.equal(augment(x, seeded()), first)
    assert not torch.equal(augment(x, seeded(2)), first)


def test_a_generator_goes_on_drawing():
    x, generator = images(6, 1, 12, 12), seeded()
    assert not torch.equal(defenses.Augmentation()(x, generator), defenses.Augmentation()(x, generator))


def test_without_a_generator_it_follows_torch_manual_seed():
    x, results = images(6, 1, 12, 12), []
    for _ in range(2):
        torch.manual_seed(3)
        results.append(defenses.Augmentation()(x))
    assert torch.equal(*results)
    assert not torch.equal(defenses.Augmentation()(x), results[0])


@pytest.mark.parametrize("shape", [(5, 1, 12, 12), (1, 3, 8, 14), (0, 1, 12, 12)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_shape_and_dtype_stay_and_values_stay_in_range(shape, dtype):
    x = images(*shape, dtype=dtype)
    before = x.clone()
    result = defenses.Augmentation(degrees=180, zoom=0.9, brightness=1)(x, seeded())
    assert result.shape == shape and result.dtype == dtype and torch.equal(x, before)
    assert not len(x) or (result.min() >= 0 and result.max() <= 1)


def test_amounts_fill_their_range_evenly(amounts):
    defenses.Augmentation(degrees=40, zoom=0.2, brightness=0.1)(images(4000, 1, 2, 2), seeded())
    for name, low, high in (("rotate", -40, 40), ("scale", 0.8, 1.2), ("brightness", -0.1, 0.1)):
        drawn = amounts[name].double()
        width = high - low
        assert drawn.shape == (4000,) and drawn.min() >= low - 1e-6 and drawn.max() <= high + 1e-6
        assert drawn.min() < low + 0.01 * width and drawn.max() > high - 0.01 * width
        counts = torch.histc((drawn - low) / width, 10, 0, 1)
        assert counts.min() > 300 and counts.max() < 500, name  # 400 expected, standard deviation 19


def test_the_three_amounts_are_independent(amounts):
    defenses.Augmentation()(images(4000, 1, 2, 2), seeded())
    correlations = torch.corrcoef(torch.stack([amounts[name] for name in ("rotate", "scale", "brightness")]))
    assert (correlations - torch.eye(3)).abs().max() < 0.08  # standard deviation 0.016


def test_it_is_the_three_variations_in_turn():
    x = images(4, 3, 10, 10)
    turn, zoom, light = 2 * torch.rand(3, 4, generator=seeded()) - 1
    expected = variations.brightness(variations.scale(variations.rotate(x, 30 * turn), 1 + 0.25 * zoom), 0.3 * light)
    torch.testing.assert_close(defenses.Augmentation()(x, seeded()), expected)


def test_no_amounts_change_nothing():
    x = images(4, 1, 12, 12)
    torch.testing.assert_close(defenses.Augmentation(0, 0, 0)(x), x, atol=1e-5, rtol=0)


def test_it_tells_its_amounts():
    assert repr(defenses.Augmentation(zoom=0.5)) == "Augmentation(degrees=30, zoom=0.5, brightness=0.3)"


@pytest.mark.parametrize("options, error, words", [
    ({"degrees": -1}, ValueError, "degrees: expected a finite number of at least 0, got -1"),
    ({"degrees": "30"}, TypeError, "degrees: expected a number"),
    ({"zoom": 1}, ValueError, "zoom: .* at most 0.99, got 1"),
    ({"brightness": 1.1}, ValueError, "brightness: .* at most 1, got 1.1"),
    ({"brightness": None}, TypeError, "brightness: expected a number"),
])
def test_errors_name_the_option(options, error, words):
    with pytest.raises(error, match=words):
        defenses.Augmentation(**options)


@pytest.mark.parametrize("arguments, error, words", [
    ((torch.zeros(8, 8),), ValueError, "x: expected a batch"),
    ((torch.full((1, 1, 8, 8), 3.0),), ValueError, r"x: .*\[0, 1\]"),
    ((torch.zeros(1, 1, 8, 8), 3), TypeError, "generator: expected a torch.Generator"),
])
def test_errors_name_the_argument(arguments, error, words):
    with pytest.raises(error, match=words):
        defenses.Augmentation()(*arguments)
