"""What every attack promises: results on the images' side, nothing else touched, one clear error for bad input."""

import re
from functools import partial

import pytest
import torch

from robustlib import attacks
from robustlib.checks.references import Ref
from tests.attacks.conftest import batch


def transferred(net, x, y, targeted=False):
    """A black-box attack, from eight seeds of x's size."""
    fits = isinstance(x, torch.Tensor) and x.ndim == 4 and x.is_floating_point()
    seeds = batch(8, *x.shape[1:], seed=1, dtype=x.dtype)[0] if fits else X
    attack = partial(attacks.fgsm, targeted=targeted)
    return attacks.black_box(net, x, y, 0.1, seeds, rounds=2, epochs=2, lr=0.01, attack=attack, progress=False,
                             generator=torch.Generator().manual_seed(0))


ATTACKS = {
    "fgsm": lambda net, x, y, **options: attacks.fgsm(net, x, y, 0.1, **options),
    "bim": lambda net, x, y, **options: attacks.bim(net, x, y, 0.1, 0.03, 4, **options),
    "pgd": lambda net, x, y, **options: attacks.pgd(net, x, y, 0.1, 0.03, 4, restarts=2,
                                                    generator=torch.Generator().manual_seed(0), **options),
    "jsma": lambda net, x, y, targeted=True: attacks.jsma(net, x, target=y, gamma=0.5),
    "jsma-softmax": lambda net, x, y, targeted=True: attacks.jsma(net, x, target=y, gamma=0.5, output="softmax"),
    "carlini_wagner": lambda net, x, y, **options: attacks.carlini_wagner(net, x, y, binary_search_steps=3,
                                                                          max_iterations=50, **options),
    "black_box": transferred,
}
X, Y = batch()
every_attack = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)


@every_attack
def test_the_result_is_a_detached_image(attack, smooth, images):
    x, y = images
    result = attack(smooth, x.requires_grad_(), y)
    assert result.shape == x.shape and result.dtype == x.dtype and not result.requires_grad
    assert result.min() >= 0 and result.max() <= 1 and not torch.equal(result, x)


@pytest.mark.parametrize("attack", [ATTACKS[name] for name in ("fgsm", "bim", "pgd", "black_box")])
def test_the_result_lies_inside_the_ball(attack, smooth, images):
    x, y = images
    assert (attack(smooth, x, y) - x).abs().max() <= 0.1 + 1e-6


@every_attack
def test_inputs_network_and_default_generator_stay_as_they_were(attack, images):
    x, y = images
    kept = x.clone(), y.clone()
    net = Ref("dropout_network", 2).build()
    net.train()
    net[1].eval()  # parts in different modes
    net[1].weight.grad = torch.ones_like(net[1].weight)
    net[4].weight.requires_grad_(False)
    parameters, modes = [p.clone() for p in net.parameters()], [m.training for m in net.modules()]
    before = torch.get_rng_state()
    attack(net, x, y)
    assert torch.equal(x, kept[0]) and torch.equal(y, kept[1]) and not x.requires_grad
    assert modes == [m.training for m in net.modules()]
    assert all(torch.equal(a, b) for a, b in zip(parameters, net.parameters()))
    assert torch.equal(net[1].weight.grad, torch.ones_like(net[1].weight)) and net[4].weight.grad is None
    assert net[1].weight.requires_grad and not net[4].weight.requires_grad
    assert torch.equal(before, torch.get_rng_state())


@every_attack
def test_it_works_inside_no_grad_and_on_frozen_networks(attack, smooth, images):
    expected = attack(smooth, *images)
    smooth.requires_grad_(False)
    with torch.no_grad():
        assert torch.equal(attack(smooth, *images), expected)


@every_attack
def test_odd_batches(attack):
    for count, channels, height, width in ((0, 1, 6, 6), (1, 1, 6, 6), (3, 3, 5, 7)):
        net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(channels * height * width, 4))
        x, y = batch(count, channels, height, width)
        assert attack(net, x, y).shape == x.shape
        x, y = batch(count, channels, height, width, dtype=torch.float64)
        assert attack(net.double(), x, y).dtype == torch.float64


@every_attack
def test_memory_layout_does_not_matter(attack, smooth, images):
    x, y = images
    turned = x.transpose(2, 3).contiguous().transpose(2, 3)
    assert not turned.is_contiguous()
    torch.testing.assert_close(attack(smooth, turned, y), attack(smooth, x, y))


@every_attack
@pytest.mark.parametrize("dtype", [torch.int32, torch.uint8])
def test_labels_may_be_of_any_integer_type(attack, smooth, images, dtype):
    x, y = images
    assert torch.equal(attack(smooth, x, y.to(dtype)), attack(smooth, x, y))


@every_attack
def test_modes_come_back_after_an_error(attack, images):
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Dropout(), torch.nn.Linear(5, 4)).train()
    net[1].eval()
    with pytest.raises(RuntimeError):
        attack(net, *images)
    assert net.training and not net[1].training


@pytest.mark.parametrize("attack", [ATTACKS[name] for name in ATTACKS if name != "black_box"])
def test_a_target_is_approached(attack, smooth, images):
    x, _ = images
    target = torch.full((len(x),), 2)
    before, after = smooth(x).softmax(1)[:, 2], smooth(attack(smooth, x, target, targeted=True)).softmax(1)[:, 2]
    assert (after > before)[smooth(x).argmax(1) != 2].all()


@every_attack
@pytest.mark.parametrize("changes, error, words", [
    ({"x": X[0]}, ValueError, r"x: expected a batch.*\(1, 6, 6\)"),
    ({"x": X.numpy()}, TypeError, "x: expected a torch.Tensor"),
    ({"x": (X * 255).to(torch.uint8)}, TypeError, "x: expected floating-point.*uint8"),
    ({"x": X * 255}, ValueError, r"x: expected pixel values in \[0, 1\]"),
    ({"x": X * float("nan")}, ValueError, "x: expected finite"),
    ({"y": Y[:-1]}, ValueError, r"y: expected one label for each of the 6.*\(5,\)"),
    ({"y": Y.float()}, TypeError, "y: expected class indices"),
    ({"y": Y.to("meta")}, ValueError, "y: expected labels on the images' device, cpu, got them on meta"),
    ({"y": Y.tolist()}, TypeError, "y: expected a torch.Tensor"),
    ({"y": Y - 9}, ValueError, "y: expected labels of 0 or more"),
    ({"y": Y + 4}, ValueError, "y: expected labels of 0 to 3"),
    ({"net": 3}, TypeError, "net: expected a network"),
    ({"net": lambda x: x}, ValueError, "net: expected the network to return logits of shape"),
    ({"net": lambda x: x.flatten(1).long()}, TypeError, "net: expected.*floating"),
    ({"net": lambda x: None}, TypeError, "net: expected.*logits"),
    ({"net": lambda x: x.detach().flatten(1)}, ValueError, "net: expected logits that can be differentiated"),
])
def test_errors_name_the_argument(attack, changes, error, words):
    arguments = {"net": Ref("smooth_network", 1).build(), "x": X, "y": Y, **changes}
    names = {"jsma": ("^y:", "target:"), "jsma-softmax": ("^y:", "target:"), "black_box": ("^net:", "oracle:")}
    attack_name = next(name for name in ATTACKS if ATTACKS[name] is attack)
    if attack_name == "black_box" and "differentiated" in words:
        pytest.skip("it asks for labels only")
    with pytest.raises(error, match=re.sub(*names.get(attack_name, ("", "")), words)):
        attack(arguments["net"], arguments["x"], arguments["y"])
