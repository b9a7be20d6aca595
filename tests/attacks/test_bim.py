"""BIM: one step is FGSM, many steps reach the closed form of a linear network, and agree with foolbox."""

import foolbox
import pytest
import torch

from robustlib import attacks
from tests.attacks.conftest import batch


def test_one_full_step_is_fgsm(smooth, images):
    x, y = images
    assert torch.equal(attacks.bim(smooth, x, y, 0.1, 0.1, 1), attacks.fgsm(smooth, x, y, 0.1))


def test_no_step_changes_nothing(smooth, images):
    x, y = images
    assert torch.equal(attacks.bim(smooth, x, y, 0.1, 0.1, 0), x)


def test_on_a_linear_network_it_ends_in_the_corner_of_the_ball(linear):
    x, _ = batch()
    y = torch.zeros(len(x), dtype=torch.int64)
    expected = (x + 0.1 * linear.w.sign().view(1, 1, 6, 6)).clamp(0, 1)
    torch.testing.assert_close(attacks.bim(linear, x, y, 0.1, 0.03, 10), expected)


def test_too_few_steps_do_not_reach_the_edge(linear):
    x = torch.full((1, 1, 6, 6), 0.5)
    result = attacks.bim(linear, x, torch.tensor([0]), 0.3, 0.02, 4)
    torch.testing.assert_close((result - x).abs(), torch.full_like(x, 0.08))


@pytest.mark.parametrize("targeted", [False, True])
def test_it_agrees_with_foolbox(smooth, images, targeted):
    x, y = images
    model = foolbox.PyTorchModel(smooth, bounds=(0, 1), device="cpu")
    attack = foolbox.attacks.LinfBasicIterativeAttack(abs_stepsize=0.03, steps=7, random_start=False)
    goal = foolbox.criteria.TargetedMisclassification(y) if targeted else foolbox.criteria.Misclassification(y)
    theirs = attack.run(model, x, goal, epsilon=0.1)
    torch.testing.assert_close(attacks.bim(smooth, x, y, 0.1, 0.03, 7, targeted), theirs)


@pytest.mark.parametrize("changes, error, words", [
    ({"alpha": -1}, ValueError, "alpha"), ({"alpha": None}, TypeError, "alpha"), ({"steps": 2.5}, TypeError, "steps"),
    ({"steps": -1}, ValueError, "steps"), ({"eps": float("nan")}, ValueError, "eps")])
def test_errors_name_the_argument(smooth, images, changes, error, words):
    with pytest.raises(error, match=f"{words}: expected"):
        attacks.bim(smooth, *images, **{"eps": 0.1, "alpha": 0.03, "steps": 3, **changes})
