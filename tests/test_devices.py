"""On a GPU, where there is one: results stay on the images' device, and the CPU finds the same."""

import pytest
import torch

from robustlib import attacks, data, defenses, metrics, models, training, variations

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")


@pytest.fixture(scope="module")
def digits():
    ds = data.load()
    return ds.x_test[:64], ds.y_test[:64]


@pytest.mark.parametrize("attack", [
    lambda net, x, y: attacks.fgsm(net, x, y, 0.1),
    lambda net, x, y: attacks.bim(net, x, y, 0.1, 0.02, 5),
    lambda net, x, y: attacks.pgd(net, x, y, 0.1, 0.02, 5, restarts=2, generator=torch.Generator().manual_seed(0)),
    lambda net, x, y: attacks.jsma(net, x, (y + 1) % 10, gamma=0.02),
    lambda net, x, y: attacks.jsma(net, x, (y + 1) % 10, gamma=0.02, output="softmax"),
])
def test_attacks_agree_with_the_cpu(attack, digits):
    x, y = digits
    there = attack(models.pretrained(device="cuda"), x.cuda(), y.cuda())
    here = attack(models.pretrained(), x, y)
    assert there.device.type == "cuda"
    # A sign next to zero may fall either way, so a few values may differ.
    assert ((there.cpu() - here).abs() > 1e-4).float().mean() < 0.01


def test_carlini_and_wagner_find_as_near_images_there(digits):
    """Thousands of rounded steps part ways, so the images differ and their distances agree."""
    x, y = digits
    there = attacks.carlini_wagner(models.pretrained(device="cuda"), x.cuda(), y.cuda())
    here = attacks.carlini_wagner(models.pretrained(), x, y)
    assert there.device.type == "cuda" and metrics.success_rate(models.pretrained(), there.cpu(), y) > 0.95
    l2 = [metrics.distortion(x, each.cpu()).l2.mean().item() for each in (there, here)]
    assert l2[0] == pytest.approx(l2[1], rel=0.03)


def test_a_black_box_attack_runs_there(digits):
    x, y = (t.cuda() for t in digits)
    substitute, queries = attacks.train_substitute(models.pretrained(device="cuda"), x, rounds=2, epochs=1,
                                                   generator=torch.Generator().manual_seed(0), progress=False)
    assert queries == 128 and attacks.fgsm(substitute, x, y, 0.3).device == x.device


def test_the_rest_stays_there(digits):
    x, y = (t.cuda() for t in digits)
    net = models.pretrained(device="cuda")
    assert metrics.accuracy(net, x, y) > 0.9
    assert metrics.success(net, x, y).device == x.device
    for varied in (variations.rotate(x, 10), variations.jpeg(x, 50), variations.downsample(x, 7),
                   defenses.Augmentation()(x, torch.Generator().manual_seed(0))):
        assert varied.device == x.device and varied.shape == x.shape


def test_training_runs_there(digits):
    x, y = (t.cuda() for t in digits)
    net = models.build().cuda()
    losses = training.fit(net, x, y, epochs=20, batch_size=16, generator=torch.Generator().manual_seed(0),
                          augment=defenses.Augmentation(degrees=5), progress=False)
    assert losses[-1] < losses[0]
