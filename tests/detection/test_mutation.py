"""Mutation operators: what each does, and the rules they share."""

import pytest
import torch

from robustlib import variations
from robustlib.defenses import Augmentation
from robustlib.detection import mutation
from tests.detection.conftest import batch, seeded

OPERATORS = {
    "uniform(0.1)": mutation.uniform(0.1),
    "gaussian(0.2)": mutation.gaussian(0.2),
    "light(0.3)": mutation.light(0.3),
    "occlusion(3)": mutation.occlusion(3),
    "blackout(3)": mutation.blackout(3),
    "rotation(15)": mutation.rotation(15),
    "translation(2)": mutation.translation(2),
    "scaling(0.2)": mutation.scaling(0.2),
    "brightness(0.3)": mutation.brightness(0.3),
    "compose(gaussian(0.1), rotation(15))": mutation.compose(mutation.gaussian(0.1), mutation.rotation(15)),
}
each = pytest.mark.parametrize("mutate", OPERATORS.values(), ids=OPERATORS)
GREY = torch.full((4000, 1, 6, 6), 0.5, dtype=torch.float64)  # far from 0 and 1, where clipping would show


# ---- What each does --------------------------------------------------------------------------------------------------


def test_uniform_noise_is_uniform():
    noise = mutation.uniform(0.1)(GREY, seeded()) - 0.5
    assert noise.min() >= -0.1 and noise.max() <= 0.1 and noise.mean().abs() < 1e-3
    assert noise.std().item() == pytest.approx(0.1 / 3**0.5, rel=0.01)


def test_gaussian_noise_is_normal():
    noise = mutation.gaussian(0.05)(GREY, seeded()) - 0.5
    assert noise.std().item() == pytest.approx(0.05, rel=0.01) and noise.mean().abs() < 1e-3
    assert (noise.abs() > 0.1).double().mean().item() == pytest.approx(0.0455, abs=0.003)
    pixels = noise.flatten(1)
    assert torch.corrcoef(pixels.T).fill_diagonal_(0).abs().max() < 0.08, "values are independent"


@pytest.mark.parametrize("make", [mutation.light, mutation.brightness])
def test_light_is_one_offset_an_image(make):
    offsets = (make(0.4)(GREY.expand(-1, 3, 6, 6), seeded()) - 0.5).flatten(1)
    assert (offsets == offsets[:, :1]).all()
    assert offsets.min() >= -0.4 and offsets.max() <= 0.4
    assert offsets[:, 0].std().item() == pytest.approx(0.4 / 3**0.5, rel=0.05)


def rectangles(change, pixels, x):
    """Sides of the box around what changed in each image, and whether the box is full."""
    changed = (change(pixels)(x, seeded()) != x).any(1)
    rows, columns = changed.any(2), changed.any(1)
    heights, widths = rows.sum(1), columns.sum(1)
    assert (changed.flatten(1).sum(1) == heights * widths).all(), "a full rectangle"
    return rows, columns, heights, widths


@pytest.mark.parametrize("change", [mutation.occlusion, mutation.blackout])
@pytest.mark.parametrize("pixels, size", [(1, (6, 6)), (3, (6, 9)), (6, (6, 9))])
def test_rectangles_have_every_side_and_every_place(change, pixels, size):
    x = torch.full((4000, 2, *size), 0.5)
    rows, columns, heights, widths = rectangles(change, pixels, x)
    for lengths in (heights, widths):
        shares = lengths.bincount(minlength=pixels + 1)[1:] / len(x)
        assert len(shares) == pixels and (shares - 1 / pixels).abs().max() < 0.03
    assert rows.any(0).all() and columns.any(0).all(), "they reach every border"
    assert abs(torch.corrcoef(torch.stack([heights, widths]).double())[0, 1].nan_to_num()) < 0.06
    if pixels == 1:
        places = rows.double().mean(0)
        assert (places - 1 / size[0]).abs().max() < 0.03, "all places are equally likely"


def test_blackout_is_black_and_occlusion_random():
    x = torch.full((500, 1, 6, 6), 0.5)
    black, noise = mutation.blackout(3)(x, seeded()), mutation.occlusion(3)(x, seeded())
    assert (black[black != 0.5] == 0).all()
    inside = noise[noise != 0.5]
    assert inside.min() < 0.02 and inside.max() > 0.98 and len(inside.unique()) > 0.99 * len(inside)


@pytest.mark.parametrize("mutate, amounts, vary", [
    (mutation.rotation(20), (-20, 20), variations.rotate),
    (mutation.scaling(0.3), (0.7, 1.3), variations.scale),
])
def test_natural_operators_are_variations_between_their_limits(mutate, amounts, vary):
    """Each mutant is the variation by some amount in the limits; the amounts fill them."""
    x = torch.nn.functional.interpolate(batch(1, 1, 4, 4), 12, mode="bicubic").clamp(0, 1)
    tried = torch.linspace(*amounts, 401)
    catalogue = vary(x.expand(401, -1, -1, -1), tried).flatten(1)
    distances = torch.cdist(mutate(x.expand(300, -1, -1, -1), seeded()).flatten(1), catalogue)
    nearest, place = distances.min(1)
    assert nearest.max() < 0.03
    found, width = tried[place], amounts[1] - amounts[0]
    assert found.min() < amounts[0] + 0.02 * width and found.max() > amounts[1] - 0.02 * width
    assert found.mean().item() == pytest.approx(sum(amounts) / 2, abs=0.06 * width)


def test_a_translation_moves_in_both_directions():
    x = torch.zeros(2000, 1, 15, 15)
    x[:, :, 7, 7] = 1
    mutants = mutation.translation(3)(x, seeded())[:, 0]
    index = torch.arange(15.0)
    down, right = (mutants.sum(2) @ index - 7, mutants.sum(1) @ index - 7)
    for move in (right, down):
        assert -3 <= move.min() < -2.9 and 2.9 < move.max() <= 3.001 and move.mean().abs() < 0.15
    assert torch.corrcoef(torch.stack([right, down]))[0, 1].abs() < 0.07


def test_composed_operators_act_in_their_order():
    x = batch()
    light, turn = mutation.light(0.5), mutation.rotation(40)
    generator = seeded()
    expected = turn(light(x, generator), generator)
    assert torch.equal(mutation.compose(light, turn)(x, seeded()), expected)
    assert not torch.equal(mutation.compose(turn, light)(x, seeded()), expected)
    assert torch.equal(mutation.compose()(x), x)
    vary = Augmentation()
    assert torch.equal(mutation.compose(vary)(x, seeded()), vary(x, seeded())), "any callable will do"


# ---- What they share -------------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize("shape", [(0, 1, 8, 8), (1, 1, 8, 8), (5, 3, 7, 10)])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_shape_dtype_and_range(mutate, shape, dtype):
    x = batch(*shape, dtype=dtype)
    kept = x.clone()
    mutants = mutate(x.requires_grad_(), seeded())
    assert mutants.shape == x.shape and mutants.dtype == dtype and not mutants.requires_grad
    assert torch.equal(x, kept) and (not len(x) or (mutants.min() >= 0 and mutants.max() <= 1))


@each
def test_repeated_rows_have_different_mutants(mutate):
    mutants = mutate(batch(1).expand(50, -1, -1, -1), seeded())
    assert len(mutants.flatten(1).unique(dim=0)) > 40


@each
def test_the_generator_repeats_them_and_nothing_else_is_drawn_from(mutate):
    x, state = batch(), torch.get_rng_state()
    first = mutate(x, seeded(1))
    assert torch.equal(first, mutate(x, seeded(1))) and not torch.equal(first, mutate(x, seeded(2)))
    assert torch.equal(state, torch.get_rng_state())
    torch.manual_seed(1)
    default = mutate(x)
    assert not torch.equal(default, mutate(x))
    torch.manual_seed(1)
    assert torch.equal(default, mutate(x))


@pytest.mark.parametrize("mutate", [mutation.uniform(0.5, clip=False), mutation.gaussian(0.5, clip=False),
                                    mutation.light(0.5, clip=False), mutation.brightness(0.5, clip=False)], ids=repr)
def test_without_clipping_mutants_go_beyond(mutate):
    x = batch(40)
    mutants = mutate(x, seeded())
    assert mutants.min() < 0 and mutants.max() > 1
    clipped = getattr(mutation, mutate.name)(mutate.scale)
    assert torch.equal(clipped(x, seeded()), mutants.clamp(0, 1))


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_says_what_it_is(name):
    assert repr(OPERATORS[name]) == name


def test_name_scale_and_unit():
    noise = mutation.gaussian(0.25, clip=False)
    assert (noise.name, noise.scale, noise.unit) == ("gaussian", 0.25, "of the pixel range")
    assert repr(noise) == "gaussian(0.25, clip=False)"


@pytest.mark.parametrize("call, error, words", [
    (lambda: mutation.uniform(25), ValueError, "amount: expected.*at most 1, got 25"),
    (lambda: mutation.gaussian(-0.1), ValueError, "deviation: expected.*at least 0"),
    (lambda: mutation.light("much"), TypeError, "offset: expected a number"),
    (lambda: mutation.occlusion(0), ValueError, "pixels: expected a whole number of at least 1"),
    (lambda: mutation.blackout(1.5), TypeError, "pixels: expected a whole number"),
    (lambda: mutation.rotation(None), TypeError, "degrees"),
    (lambda: mutation.translation(-1), ValueError, "pixels"),
    (lambda: mutation.scaling(1), ValueError, "zoom: expected.*at most 0.99"),
    (lambda: mutation.compose(0.1), TypeError, "operators: expected a function"),
    (lambda: mutation.blackout(9)(batch()), ValueError, "x: expected images of at least 9 × 9 pixels, got 8 × 8"),
    (lambda: mutation.gaussian(0.1)(batch() * 255), ValueError, r"x: expected pixel values in \[0, 1\]"),
    (lambda: mutation.gaussian(0.1)(batch()[0]), ValueError, "x: expected a batch"),
    (lambda: mutation.gaussian(0.1)(batch(), 3), TypeError, "generator: expected a torch.Generator"),
])
def test_errors_name_the_argument(call, error, words):
    with pytest.raises(error, match=words):
        call()
