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
