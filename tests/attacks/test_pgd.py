"""PGD: BIM without its random start, inside the ball around the clean images with it, restarts only where needed."""

import foolbox
import pytest
import torch

from robustlib import attacks, data, metrics, models
from tests.attacks.conftest import batch


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_without_a_random_start_it_is_bim_and_foolbox(smooth, images):
    x, y = images
    mine = attacks.pgd(smooth, x, y, 0.1, 0.03, 7, random_start=False)
    assert torch.equal(mine, attacks.bim(smooth, x, y, 0.1, 0.03, 7))
    model = foolbox.PyTorchModel(smooth, bounds=(0, 1), device="cpu")
    theirs = foolbox.attacks.LinfProjectedGradientDescentAttack(abs_stepsize=0.03, steps=7, random_start=False)
    torch.testing.assert_close(mine, theirs.run(model, x, foolbox.criteria.Misclassification(y), epsilon=0.1))


def test_without_steps_it_is_uniform_in_the_ball(smooth):
    x = torch.full((200, 1, 6, 6), 0.5)
    noise = attacks.pgd(smooth, x, torch.zeros(200, dtype=torch.int64), 0.2, 0.1, 0, generator=seeded()) - x
    assert noise.abs().max() <= 0.2 and noise.abs().max() > 0.199
    assert abs(noise.mean()) < 0.01 and noise.std().item() == pytest.approx(0.2 / 3**0.5, rel=0.03)


def test_it_stays_in_the_ball_around_the_clean_images(smooth):
    x, y = batch(count=40)
    x_adv = attacks.pgd(smooth, x, y, 0.1, 0.05, 20, generator=seeded())
    assert (x_adv - x).abs().max() <= 0.1 + 1e-6 and x_adv.min() >= 0 and x_adv.max() <= 1


def test_on_a_linear_network_every_start_ends_in_the_same_corner(linear):
    x, _ = batch()
    y = torch.zeros(len(x), dtype=torch.int64)
    expected = (x + 0.1 * linear.w.sign().view(1, 1, 6, 6)).clamp(0, 1)
    torch.testing.assert_close(attacks.pgd(linear, x, y, 0.1, 0.05, 10, generator=seeded()), expected)


def test_a_generator_repeats_it_and_leaves_the_default_alone(smooth, images):
    before = torch.get_rng_state()
    first, second = (attacks.pgd(smooth, *images, 0.1, 0.03, 3, restarts=2, generator=seeded(4)) for _ in range(2))
    assert torch.equal(first, second) and torch.equal(before, torch.get_rng_state())
    assert not torch.equal(first, attacks.pgd(smooth, *images, 0.1, 0.03, 3, restarts=2, generator=seeded(5)))


def test_without_a_generator_it_follows_torch_manual_seed(smooth, images):
    torch.manual_seed(1)
    first = attacks.pgd(smooth, *images, 0.1, 0.03, 3)
    torch.manual_seed(1)
    assert torch.equal(first, attacks.pgd(smooth, *images, 0.1, 0.03, 3))


def test_fooled_images_are_kept_and_only_the_others_try_again(smooth):
    x, y = batch(count=60)
    once = attacks.pgd(smooth, x, y, 0.06, 0.02, 4, generator=seeded())
    fooled = metrics.success(smooth, once, y)
    assert fooled.any() and not fooled.all()
    again = attacks.pgd(smooth, x, y, 0.06, 0.02, 4, restarts=5, generator=seeded())
    assert torch.equal(again[fooled], once[fooled])
    assert metrics.success(smooth, again, y).sum() >= fooled.sum()


def test_it_beats_fgsm_on_digits():
    ds, net = data.load(), models.pretrained()
    x, y = ds.x_test[:100], ds.y_test[:100]
    pgd = metrics.success_rate(net, attacks.pgd(net, x, y, 0.15, 0.02, 20, generator=seeded()), y)
    assert pgd > metrics.success_rate(net, attacks.fgsm(net, x, y, 0.15), y)


@pytest.mark.parametrize("changes, error, words", [
    ({"restarts": 0}, ValueError, "restarts"), ({"generator": 1}, TypeError, "generator"),
    ({"steps": -1}, ValueError, "steps"), ({"alpha": "a"}, TypeError, "alpha")])
def test_errors_name_the_argument(smooth, images, changes, error, words):
    with pytest.raises(error, match=f"{words}: expected"):
        attacks.pgd(smooth, *images, **{"eps": 0.1, "alpha": 0.03, "steps": 3, **changes})
