"""FGSM: in closed form on a linear network, and against foolbox."""

import foolbox
import pytest
import torch

from robustlib import attacks
from tests.attacks.conftest import batch


def test_on_a_linear_network_it_is_the_sign_of_the_weights(linear):
    x, _ = batch()
    for label, direction in ((0, 1), (1, -1)):
        y = torch.full((len(x),), label)
        expected = (x + direction * 0.1 * linear.w.sign().view(1, 1, 6, 6)).clamp(0, 1)
        torch.testing.assert_close(attacks.fgsm(linear, x, y, 0.1), expected)
        torch.testing.assert_close(attacks.fgsm(linear, x, 1 - y, 0.1, targeted=True), expected)


def test_it_agrees_with_foolbox(smooth, images):
    x, y = images
    model = foolbox.PyTorchModel(smooth, bounds=(0, 1), device="cpu")
    theirs, _, _ = foolbox.attacks.LinfFastGradientAttack(random_start=False)(model, x, y, epsilons=0.1)
    torch.testing.assert_close(attacks.fgsm(smooth, x, y, 0.1), theirs)


def test_every_image_takes_the_step_even_if_it_is_misclassified(smooth, images):
    x, _ = images
    wrong = (smooth(x).argmax(1) + 1) % 4
    assert ((attacks.fgsm(smooth, x, wrong, 0.1) - x).abs().amax((1, 2, 3)) > 0.05).all()


def test_eps_zero_changes_nothing(smooth, images):
    x, y = images
    assert torch.equal(attacks.fgsm(smooth, x, y, 0), x)


def test_an_images_result_does_not_depend_on_its_neighbours(smooth, images):
    x, y = images
    together = attacks.fgsm(smooth, x, y, 0.1)
    alone = torch.cat([attacks.fgsm(smooth, x[i:i + 1], y[i:i + 1], 0.1) for i in range(len(x))])
    torch.testing.assert_close(together, alone)


@pytest.mark.parametrize("eps, error", [(-0.1, ValueError), (float("nan"), ValueError), (float("inf"), ValueError),
                                        ("0.1", TypeError), (True, TypeError), (None, TypeError),
                                        (torch.tensor([0.1, 0.2]), TypeError)])
def test_eps_is_checked(smooth, images, eps, error):
    with pytest.raises(error, match="eps: expected"):
        attacks.fgsm(smooth, *images, eps)
