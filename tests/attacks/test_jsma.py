"""JSMA: against the paper's algorithm written out plainly, against closed forms, and free of known faults."""

import math

import pytest
import torch

from robustlib import attacks, data, metrics, models
from robustlib.checks.references import Ref
from tests.attacks.conftest import batch


def plain_jsma(net, x, target, theta=1.0, gamma=0.145):
    """Algorithms 2 and 3 for one image (C, H, W), with the matrix of all pairs.

    Returns the image, and the smallest relative margin of a best pair over the next: below the network's
    rounding another pair may be chosen with equal right.
    """
    shape, x, margin = x.shape, x.flatten().clone(), math.inf
    sign = 1 if theta > 0 else -1
    for _ in range(int(len(x) * gamma / 2)):
        if net(x.view(1, *shape)).argmax() == target:
            break
        jacobian = torch.autograd.functional.jacobian(lambda image: net(image.view(1, *shape))[0], x)
        of_target, of_others = jacobian[target], jacobian.sum(0) - jacobian[target]
        alpha, beta = (sign * (part[:, None] + part) for part in (of_target, of_others))
        free = x < 1 if theta > 0 else x > 0
        allowed = (alpha > 0) & (beta < 0) & (free[:, None] & free)
        score = torch.where(allowed, -alpha * beta, -1.0).triu(1)
        if not (score > 0).any():
            break
        (best, second), (place, _) = score.flatten().topk(2)
        margin = min(margin, ((best - second) / best).item())
        pair = [int(place) // len(x), int(place) % len(x)]
        x[pair] = (x[pair] + theta).clamp(0, 1)
    return x.view(shape), margin


def linear(weights):
    """A network with the logits W·x, W given as rows."""
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(len(weights[0]), len(weights), bias=False))
    net[1].weight.data = torch.tensor(weights, dtype=torch.float32)
    return net


def out_of_reach(weights):
    """Class 0 wins by far, whatever the image."""
    net = linear(weights)
    net[1].bias = torch.nn.Parameter(torch.tensor([1e6] + [0.0] * (len(weights) - 1)))
    return net


def image(*values):
    return torch.tensor(values).view(1, 1, 1, -1)


def changed(net, x, target, **options):
    """The places of one image that JSMA changes."""
    result = attacks.jsma(net, x, torch.tensor([target]), **options)
    return (result != x).flatten().nonzero()[:, 0].tolist()


@pytest.mark.parametrize("theta", [1.0, 0.3, -1.0, -0.4])
@pytest.mark.parametrize("network", ["smooth", "digits"])
def test_the_same_images_as_the_plain_algorithm_in_double_precision(theta, network):
    if network == "smooth":
        net, (x, target) = Ref("image_network", 4, (("shape", (3, 6, 6)),)).build().double(), batch(12, 3)
        gamma = 0.5
    else:
        net, gamma = models.pretrained("digits").double(), 0.03
        x, target = data.load("digits").x_test[:4], torch.tensor([1, 2, 3, 4])
    x = x.double()
    result = attacks.jsma(net, x, target, theta=theta, gamma=gamma)
    compared = 0
    for i in range(len(x)):
        expected, margin = plain_jsma(net, x[i], int(target[i]), theta, gamma)
        if margin > 1e-9:
            compared += 1
            assert torch.equal(result[i], expected)
    assert compared >= 0.75 * len(x)


@pytest.mark.parametrize("output", ["softmax", "log_softmax"])
@pytest.mark.parametrize("theta", [1.0, -1.0, 0.5])
def test_on_probabilities_the_pair_rule_comes_to_the_two_largest_derivatives(output, theta):
    """The plain pair rule on softmax(Z/T) itself, with α and β from the probabilities."""
    net = Ref("image_network", 4, (("shape", (1, 6, 6)),)).build().double()
    x, target = batch(10, dtype=torch.float64)
    result = attacks.jsma(net, x, target, theta=theta, gamma=0.4, output=output, temperature=3.0)
    for i in range(len(x)):
        expected, margin = plain_jsma(lambda images: (net(images) / 3).softmax(1), x[i], int(target[i]), theta, 0.4)
        if margin > 1e-9:
            assert torch.equal(result[i], expected)


def test_a_linear_network_in_closed_form():
    # Target 1: a = (3, 1, 2, 2, 0), c = (0, −1, −9, 2, 0). Features 0 and 3 give 5 · 2, and no other pair as much.
    net = linear([[0.0, 1.0, 9.0, -2.0, 0.0], [3.0, 1.0, 2.0, 2.0, 0.0]])
    assert changed(net, image(0.1, 0.9, 0.9, 0.0, 0.2), 1, gamma=2 / 5) == [0, 3]


def test_a_pair_may_hold_a_feature_that_alone_is_not_admissible():
    # Feature 1 raises the target most, and the other class a little: alone its saliency is 0.
    net = linear([[-4.0, 1.0, 20.0], [1.0, 5.0, 0.0]])
    x = image(0.0, 0.0, 1.0)
    assert attacks.saliency_map(attacks.jacobian(net, x), torch.tensor([1]))[0, 0, 0, 1] == 0
    assert changed(net, x, 1, gamma=2 / 3) == [0, 1]


def test_an_image_at_its_target_comes_back_unchanged(smooth, images):
    x, _ = images
    assert torch.equal(attacks.jsma(smooth, x, smooth(x).argmax(1), gamma=1.0), x)


@pytest.mark.parametrize("features, gamma, most", [
    (784, 0.145, 112), (3072, 0.145, 444), (100, 0.29, 28), (100, 0.3, 30), (100, 1 / 3, 32), (7, 1, 6), (9, 0, 0),
    (50, 0.58, 28), (200, 0.29, 58),
])
def test_the_cap_rounds_down_to_whole_pairs(features, gamma, most):
    net = out_of_reach([[-1.0] * features, [1.0] * features])
    result = attacks.jsma(net, torch.zeros(1, 1, 1, features), torch.tensor([1]), gamma=gamma)
    assert metrics.distortion(torch.zeros_like(result), result).l0.item() == most


def test_no_admissible_pair_changes_nothing():
    for weights in ([[1.0] * 4, [2.0] * 4], [[-1.0] * 4, [-1.0] * 4], [[0.0] * 4, [0.0] * 4]):
        x = image(0.2, 0.3, 0.4, 0.5)
        assert changed(out_of_reach(weights), x, 1, gamma=1.0) == []


def test_one_feature_left_is_no_pair():
    net = out_of_reach([[-1.0, -1.0, -1.0], [1.0, 2.0, 3.0]])
    assert changed(net, image(0.0, 0.0, 0.0), 1, gamma=1.0) == [1, 2]
    assert changed(net, image(0.5, 1.0, 1.0), 1, gamma=1.0) == []
    for output in ("softmax", "log_softmax"):
        assert changed(linear([[1.0], [-1.0]]), image(0.5), 1, gamma=1.0, output=output) == []


def test_features_saturated_from_the_start_do_not_enter():
    net = out_of_reach([[-1.0] * 4, [9.0, 8.0, 2.0, 1.0]])
    assert changed(net, image(1.0, 1.0, 0.5, 0.5), 1, gamma=0.5) == [2, 3]
    net = out_of_reach([[1.0] * 4, [-9.0, -8.0, -2.0, -1.0]])
    assert changed(net, image(0.0, 0.0, 0.5, 0.5), 1, gamma=0.5, theta=-1.0) == [2, 3]


def test_with_small_steps_a_feature_stays_until_it_is_saturated():
    net = out_of_reach([[-1.0] * 4, [9.0, 8.0, 2.0, 1.0]])
    result = attacks.jsma(net, image(0.0, 0.5, 0.0, 0.0), torch.tensor([1]), theta=0.25, gamma=1.0)
    torch.testing.assert_close(result, image(0.5, 1.0, 0.0, 0.0))  # ⌊4·1/2⌋ = 2 pairs, both the same
    result = attacks.jsma(net, image(0.0, 0.75, 0.0, 0.0), torch.tensor([1]), theta=0.25, gamma=1.0)
    torch.testing.assert_close(result, image(0.5, 1.0, 0.25, 0.0))  # after one step, pixel 1 leaves


def test_the_temperature_matters_to_the_softmax_alone(smooth, images):
    x, y = images
    options = {"gamma": 0.4}
    assert torch.equal(attacks.jsma(smooth, x, y, temperature=50.0, **options), attacks.jsma(smooth, x, y, **options))

    class Sharp(torch.nn.Module):
        """Probabilities so sure of themselves that their derivatives underflow in float32."""

        def forward(self, x):
            return 2.0**24 * smooth(x)

    wrong = (smooth(x).argmax(1) + 1) % 4
    assert torch.equal(attacks.jsma(Sharp(), x, wrong, output="softmax", **options), x)
    cooled = attacks.jsma(Sharp(), x, wrong, output="softmax", temperature=2.0**24, **options)
    assert torch.equal(cooled, attacks.jsma(smooth, x, wrong, output="softmax", **options)) and not cooled.equal(x)
    assert not torch.equal(attacks.jsma(Sharp(), x, wrong, output="log_softmax", **options), x)


class Counting(torch.nn.Module):
    """Counts the rows of every forward and every backward pass."""

    def __init__(self, net):
        super().__init__()
        self.net, self.forwards, self.backwards = net, [], []

    def forward(self, x):
        self.forwards.append(len(x))
        logits = self.net(x)
        if logits.requires_grad:
            logits.register_hook(lambda gradient: self.backwards.append(len(gradient)))
        return logits


@pytest.mark.parametrize("output, passes", [("logits", 2), ("softmax", 1), ("log_softmax", 1)])
def test_one_pass_forward_and_two_or_one_backward_an_iteration(smooth, images, output, passes):
    x, _ = images
    net = Counting(smooth)
    result = attacks.jsma(net, x, (smooth(x).argmax(1) + 1) % 4, gamma=0.2, output=output)
    pairs = int(metrics.distortion(x, result).l0.max()) // 2
    assert pairs <= len(net.forwards) <= pairs + 1
    assert pairs * passes <= len(net.backwards) <= len(net.forwards) * passes


def test_finished_images_leave_and_others_take_their_place():
    net = Counting(Ref("smooth_network", 3).build())
    x, _ = batch(30)
    target = (net.net(x).argmax(1) + 1) % 4
    attacks.jsma(net, x, target, gamma=0.5, batch_size=4)
    assert max(net.forwards) == 4
    assert net.forwards[:10] == [4] * 10, "the batch stays full while images wait"


@pytest.mark.parametrize("output", ["logits", "softmax"])
def test_the_result_does_not_depend_on_the_batch_size(output):
    net = models.pretrained("digits").double()
    ds = data.load("digits")
    x, target = ds.x_test[:12].double(), (ds.y_test[:12] + 3) % 10
    whole = attacks.jsma(net, x, target, gamma=0.04, output=output)
    for batch_size in (1, 5, 12):
        assert torch.equal(attacks.jsma(net, x, target, gamma=0.04, output=output, batch_size=batch_size), whole)


@pytest.mark.parametrize("options, error, words", [
    ({"theta": 0}, ValueError, "theta: expected a change that is not 0"),
    ({"theta": 2}, ValueError, "theta: expected.*at least -1 and at most 1, got 2"),
    ({"theta": "big"}, TypeError, "theta"),
    ({"gamma": 14.5}, ValueError, "gamma: expected.*at most 1, got 14.5"),
    ({"gamma": -0.1}, ValueError, "gamma"),
    ({"output": "probabilities"}, ValueError, "output: expected one of logits, softmax, log_softmax"),
    ({"temperature": 0}, ValueError, "temperature: expected.*above 0"),
    ({"batch_size": 0}, ValueError, "batch_size: expected a whole number of at least 1"),
])
def test_errors_name_the_option(smooth, images, options, error, words):
    with pytest.raises(error, match=words):
        attacks.jsma(smooth, *images, **options)


def test_the_jacobian_of_a_linear_network_is_its_weights():
    net = linear([[1.0, 2.0, 3.0], [-4.0, 0.0, 5.0]])
    found = attacks.jacobian(net, torch.rand(4, 1, 1, 3))
    torch.testing.assert_close(found, net[1].weight.detach().view(1, 2, 1, 1, 3).expand(4, 2, 1, 1, 3))
    assert not found.requires_grad


def test_the_saliency_map_worked_out_by_hand():
    jacobian = torch.tensor([[[2.0, 2.0, -1.0, 0.5], [-3.0, 1.0, -1.0, 0.0], [1.0, 0.5, -2.0, -4.0]]])
    found = attacks.saliency_map(jacobian.view(1, 3, 1, 2, 2), torch.tensor([0]))
    # Sums of the others: −2, 1.5, −3, −4.
    torch.testing.assert_close(found, torch.tensor([[[[4.0, 0.0], [0.0, 2.0]]]]))
    with pytest.raises(ValueError, match="jacobian: expected derivatives of shape"):
        attacks.saliency_map(jacobian, torch.tensor([0]))
    with pytest.raises(ValueError, match="target: expected labels of 0 to 2"):
        attacks.saliency_map(jacobian.view(1, 3, 1, 2, 2), torch.tensor([3]))
