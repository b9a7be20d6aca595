"""craft: estimate, perturb, repeat; each call sees only the images that are not finished."""

import pytest
import torch

from robustlib import attacks
from tests.attacks.conftest import batch


def brightness_net(x):
    """Class 1 where the mean is above one half."""
    mean = x.flatten(1).mean(1)
    return torch.stack([0.5 - mean, mean - 0.5], 1)


def is_one(logits):
    return logits.argmax(1) == 1


def nothing(net, x):
    return torch.zeros_like(x)


def brighten(x, sensitivity, x_start):
    return (x + 0.1).clamp(0, 1), torch.zeros(len(x), dtype=torch.bool)


def levels(*values):
    return torch.tensor(values).view(-1, 1, 1, 1).expand(-1, 1, 2, 2).contiguous()


def test_each_image_is_perturbed_until_it_is_fooled():
    x = levels(0.75, 0.45, 0.25, 0.0)
    result = attacks.craft(brightness_net, x, is_one, nothing, brighten, max_iterations=4)
    torch.testing.assert_close(result, levels(0.75, 0.55, 0.55, 0.4))


def test_each_call_sees_only_unfinished_images():
    sizes = []

    def perturb(x, sensitivity, x_start):
        assert len(x) == len(sensitivity) == len(x_start)
        sizes.append(len(x))
        return brighten(x, sensitivity, x_start)

    attacks.craft(brightness_net, levels(0.75, 0.45, 0.25, 0.0), is_one, nothing, perturb, max_iterations=9)
    assert sizes == [3, 2, 2, 1, 1, 1]


def test_rows_tell_a_function_which_images_it_sees():
    seen = []
    wanted = torch.tensor([1, 0, 1])

    def estimate(net, x, rows):
        seen.append(rows.tolist())
        return x

    attacks.craft(brightness_net, levels(0.45, 0.2, 0.25), goal=lambda logits, rows: logits.argmax(1) == wanted[rows],
                  estimate=estimate, perturb=brighten, max_iterations=9)
    assert seen == [[0, 2], [2], [2]]


def test_stuck_images_leave():
    def perturb(x, sensitivity, x_start):
        return x + 0.01, (x_start.flatten(1)[:, 0] < 0.1)

    result = attacks.craft(brightness_net, levels(0.0, 0.2), is_one, nothing, perturb, max_iterations=3)
    torch.testing.assert_close(result, levels(0.01, 0.23))


def test_without_a_goal_every_image_takes_every_step():
    result = attacks.craft(brightness_net, levels(0.9, 0.1), None, nothing, brighten, max_iterations=2)
    torch.testing.assert_close(result, levels(1.0, 0.3))


def test_x_start_is_the_clean_image_and_inputs_stay():
    x = levels(0.1)
    kept = x.clone()

    def perturb(images, sensitivity, x_start):
        assert torch.equal(x_start, kept)
        return images.add_(0.1), torch.zeros(len(images), dtype=torch.bool)

    attacks.craft(brightness_net, x, None, nothing, perturb, max_iterations=3)
    assert torch.equal(x, kept)


def test_no_iteration_and_no_images():
    x, _ = batch(0)
    assert attacks.craft(brightness_net, x, is_one, nothing, brighten, max_iterations=5).shape == x.shape
    assert torch.equal(attacks.craft(brightness_net, levels(0.1), is_one, nothing, brighten, 0), levels(0.1))


@pytest.mark.parametrize("changes, error, words", [
    ({"goal": lambda logits: logits}, ValueError, r"goal: expected.*bool \(2,\)"),
    ({"estimate": lambda net, x: x[:1]}, ValueError, "estimate: expected.*2 rows"),
    ({"estimate": lambda net, x: None}, ValueError, "estimate: expected.*NoneType"),
    ({"perturb": lambda x, s, x0: x}, ValueError, r"perturb: expected it to return \(x, stuck\)"),
    ({"perturb": lambda x, s, x0: (x[:1], None)}, ValueError, "perturb: expected images of shape"),
    ({"perturb": lambda x, s, x0: (x, None)}, ValueError, "perturb: expected stuck"),
    ({"perturb": None}, TypeError, "perturb"), ({"estimate": 3}, TypeError, "estimate"),
    ({"goal": 3}, TypeError, "goal"),
    ({"max_iterations": 1.5}, TypeError, "max_iterations"), ({"max_iterations": -1}, ValueError, "max_iterations"),
])
def test_errors_name_the_argument(changes, error, words):
    arguments = {"goal": is_one, "estimate": nothing, "perturb": brighten, "max_iterations": 2, **changes}
    with pytest.raises(error, match=words):
        attacks.craft(brightness_net, levels(0.1, 0.2), **arguments)


def derivative_of_one(net, x, logits):
    return torch.autograd.grad(logits[:, 1].sum(), x, retain_graph=True)[0]


def test_an_estimate_may_share_the_logits_of_the_goal():
    calls, seen = [], []

    def net(x):
        calls.append(len(x))
        return brightness_net(x**2)

    def estimate(net, x, logits):
        torch.testing.assert_close(logits, brightness_net(x**2))
        once, again = derivative_of_one(net, x, logits), derivative_of_one(net, x, logits)
        torch.testing.assert_close(once, x / 2)  # the mean of four squares
        assert torch.equal(once, again)
        seen.append(len(x))
        return once

    attacks.craft(net, levels(0.8, 0.65, 0.5), is_one, estimate, brighten, max_iterations=9)
    assert seen == [2, 1, 1] and calls == [3, 2, 1, 1], "one pass an iteration, and only for unfinished images"


def test_shared_logits_without_a_goal_and_under_no_grad():
    with torch.no_grad():
        result = attacks.craft(brightness_net, levels(0.2, 0.4), None, derivative_of_one, brighten, max_iterations=2)
    torch.testing.assert_close(result, levels(0.4, 0.6))
    assert not result.requires_grad


@pytest.mark.parametrize("batch_size", [1, 2, 3, 9])
def test_images_wait_for_a_place_in_the_batch(batch_size):
    sizes = []
    start = torch.linspace(0, 0.7, 8).view(-1, 1, 1, 1).expand(-1, 1, 2, 2)

    def perturb(x, sensitivity, x_start, rows):
        sizes.append(len(x))
        assert torch.equal(x_start, start[rows])
        return brighten(x, sensitivity, x_start)

    whole = attacks.craft(brightness_net, start, is_one, nothing, brighten, max_iterations=3)
    result = attacks.craft(brightness_net, start, is_one, nothing, perturb, max_iterations=3, batch_size=batch_size)
    assert torch.equal(result, whole) and max(sizes) <= batch_size


def test_a_batch_size_of_nothing_is_refused():
    with pytest.raises(ValueError, match="batch_size: expected a whole number of at least 1, got 0"):
        attacks.craft(brightness_net, levels(0.2), is_one, nothing, brighten, max_iterations=3, batch_size=0)
