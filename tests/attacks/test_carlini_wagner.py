"""Carlini and Wagner's L2 attack: the nearest point of a linear boundary, and as near as foolbox on the digits."""

import foolbox
import pytest
import torch

from robustlib import attacks, data, metrics, models
from tests.attacks.conftest import Linear, batch


def lead(net, x_adv, y, targeted=False):
    """By how much the logit of y is ahead of all others, or behind the best of them."""
    logits = net(x_adv).detach()
    of_y = logits.gather(1, y[:, None])[:, 0]
    ahead = of_y - logits.scatter(1, y[:, None], -torch.inf).amax(1)
    return ahead if targeted else -ahead


@pytest.fixture(scope="module")
def digits():
    ds, net = data.load(), models.pretrained()
    right = (metrics.predict(net, ds.x_test).argmax(1) == ds.y_test).nonzero()[:8, 0]
    return net, ds.x_test[right], ds.y_test[right]


def grey(count=5, seed=0):
    """Images far from black and white, so that the box is in nobody's way."""
    return 0.5 + 0.02 * torch.randn(count, 1, 6, 6, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("confidence", [0.0, 0.5])
@pytest.mark.parametrize("targeted", [False, True])
def test_on_a_linear_network_it_finds_the_nearest_point_of_the_boundary(confidence, targeted):
    """Two classes, logits (0, w·x): the point of w·x = ± confidence nearest to x is |w·x ∓ confidence| / ‖w‖ away."""
    net, x = Linear().double(), grey()
    y = net(x).argmax(1)
    x_adv = attacks.carlini_wagner(net, x, 1 - y if targeted else y, targeted, confidence, learning_rate=0.01,
                                   binary_search_steps=8, max_iterations=200)
    w = net.w.detach()
    expected = ((x.flatten(1) @ w).abs() + confidence) / w.norm()
    assert metrics.success(net, x_adv, y).all()
    torch.testing.assert_close(metrics.distortion(x, x_adv).l2, expected, rtol=0.01, atol=1e-4)


@pytest.mark.parametrize("targeted", [False, True])
def test_it_is_as_good_as_foolbox(digits, targeted):
    net, x, y = digits
    if targeted:
        y = (y + 1 + torch.arange(len(y)) % 9) % 10
    model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
    goal = foolbox.criteria.TargetedMisclassification(y) if targeted else foolbox.criteria.Misclassification(y)
    attack = foolbox.attacks.L2CarliniWagnerAttack(binary_search_steps=3, steps=120, stepsize=0.1, initial_const=3.0)
    theirs, _, found = attack(model, x, goal, epsilons=None)
    mine = attacks.carlini_wagner(net, x, y, targeted, initial_c=3.0, binary_search_steps=3, max_iterations=120)
    succeeded = metrics.success(net, mine, y, targeted)
    assert succeeded.sum() >= found.sum() >= len(x) - 2
    both = succeeded & found
    l2 = [metrics.distortion(x, each).l2[both].mean().item() for each in (mine, theirs)]
    assert l2[0] == pytest.approx(l2[1], rel=0.05)


@pytest.mark.parametrize("targeted", [False, True])
def test_every_success_leads_by_the_confidence(digits, targeted):
    net, x, y = digits
    goals = (y + 3) % 10 if targeted else y
    options = {"targeted": targeted, "binary_search_steps": 2, "max_iterations": 100, "initial_c": 10.0}
    distances = []
    for confidence in (0.0, 3.0):
        x_adv = attacks.carlini_wagner(net, x, goals, confidence=confidence, **options)
        found = (x_adv != x).flatten(1).any(1)
        assert found.double().mean() >= 0.5 and x_adv.min() >= 0 and x_adv.max() <= 1
        assert (lead(net, x_adv[found], goals[found], targeted) > confidence - 1e-4).all()
        distances.append(metrics.distortion(x, x_adv).l2[found].mean())
    assert distances[1] > distances[0]


def test_the_defaults_fool_the_digits_network_every_time_and_nearer_than_bim(digits):
    net, x, y = digits
    x_adv = attacks.carlini_wagner(net, x, y)
    assert metrics.success(net, x_adv, y).all()
    bim = attacks.bim(net, x, y, 0.1, 0.01, 20)
    assert metrics.distortion(x, x_adv).l2.mean() < 0.7 * metrics.distortion(x, bim).l2.mean()


@pytest.mark.parametrize("size", [1, 4])
def test_an_images_result_does_not_depend_on_its_neighbours(smooth, size):
    x, y = batch(6, dtype=torch.float64)
    net = smooth.double()
    together = attacks.carlini_wagner(net, x, y)
    torch.testing.assert_close(attacks.carlini_wagner(net, x, y, batch_size=size), together, rtol=0, atol=1e-6)
    turned = attacks.carlini_wagner(net, x.flip(0), y.flip(0)).flip(0)
    torch.testing.assert_close(turned, together, rtol=0, atol=1e-6)


def test_images_that_are_wrong_already_come_back_unchanged(smooth):
    x, _ = batch()
    right = smooth(x).argmax(1)
    y = torch.where(torch.arange(len(x)) < 3, right, (right + 1) % 4)
    x_adv = attacks.carlini_wagner(smooth, x, y)
    assert torch.equal(x_adv[3:], x[3:]) and not (x_adv[:3] == x[:3]).flatten(1).all(1).any()
    assert torch.equal(attacks.carlini_wagner(smooth, x, right, targeted=True), x)


def test_images_that_cannot_be_fooled_come_back_unchanged():
    def sure(x):
        """Class 0 leads by 3 at least, wherever x is."""
        score = x.flatten(1).mean(1)
        return torch.stack([score + 3, score * score], 1)

    x, _ = batch()
    assert torch.equal(attacks.carlini_wagner(sure, x, torch.zeros(len(x), dtype=torch.int64)), x)


def test_a_tie_is_no_success():
    def tie(x):
        return x.flatten(1).mean(1, keepdim=True) * torch.ones(1, 3)

    x, _ = batch()
    for label in (0, 2):
        y = torch.full((len(x),), label)
        for targeted in (False, True):
            assert torch.equal(attacks.carlini_wagner(tie, x, y, targeted, max_iterations=20), x)


class Counting(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net, self.seen = net, []

    def forward(self, x):
        self.seen.append(len(x))
        return self.net(x)


def test_images_leave_the_batch_once_their_loss_stands_still(smooth, images):
    nets = [Counting(smooth), Counting(smooth)]
    early, late = (attacks.carlini_wagner(net, *images, abort_early=abort) for net, abort in zip(nets, (True, False)))
    assert sum(nets[0].seen) < 0.8 * sum(nets[1].seen)
    assert metrics.distortion(images[0], early).l2.sum() < 1.02 * metrics.distortion(images[0], late).l2.sum()
    assert len(nets[1].seen) == 1 + 5 * 200
    limited = Counting(smooth)
    attacks.carlini_wagner(limited, *images, batch_size=2, max_iterations=5)
    assert max(limited.seen) == 2


def test_more_values_of_c_never_hurt(smooth, images):
    x, y = images
    l2 = [metrics.distortion(x, attacks.carlini_wagner(smooth, x, y, binary_search_steps=steps)).l2 for steps in (2, 8)]
    assert (l2[1] <= l2[0] + 1e-6).all()


def test_black_and_white_pixels_move(linear):
    """Where tanh is flat a pixel would stay for ever."""
    x = (torch.rand(4, 1, 6, 6, generator=torch.Generator().manual_seed(2)) > 0.5).float()
    y = linear(x).argmax(1)
    x_adv = attacks.carlini_wagner(linear, x, y)
    assert metrics.success(linear, x_adv, y).all()
    # Only pixels that may move the right way do: those at the wrong end of the box stay.
    helps = ((0.5 - x) * (linear.w.view(6, 6) * (1 - 2.0 * y).view(-1, 1, 1, 1))) > 0
    assert (x_adv - x).abs()[helps & (linear.w.view(6, 6).abs() > 0.5)].median() > 0.05
    assert (x_adv - x).abs()[~helps].max() < 0.001


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision(smooth, images, dtype):
    x, y = images
    x_adv = attacks.carlini_wagner(smooth.to(dtype), x.to(dtype), y)
    assert x_adv.dtype == dtype and x_adv.isfinite().all() and metrics.success(smooth, x_adv, y).all()


@pytest.mark.parametrize("changes, error, words", [
    ({"confidence": -1}, ValueError, "confidence"), ({"confidence": "0"}, TypeError, "confidence"),
    ({"initial_c": 0}, ValueError, "initial_c"), ({"initial_c": None}, TypeError, "initial_c"),
    ({"binary_search_steps": 0}, ValueError, "binary_search_steps"),
    ({"binary_search_steps": 2.0}, TypeError, "binary_search_steps"),
    ({"max_iterations": 0}, ValueError, "max_iterations"), ({"learning_rate": 0}, ValueError, "learning_rate"),
    ({"learning_rate": float("inf")}, ValueError, "learning_rate"), ({"batch_size": 0}, ValueError, "batch_size")])
def test_errors_name_the_argument(smooth, images, changes, error, words):
    with pytest.raises(error, match=f"{words}: expected"):
        attacks.carlini_wagner(smooth, *images, **changes)
