"""On real MNIST, with the paper's layout: the figures that the course rests on. Skipped where MNIST is absent."""

import os
from pathlib import Path

import pytest
import torch

from robustlib import attacks, data, metrics, models

NEARBY = Path(__file__).parents[2] / "shared" / "data" / "torchvision"


@pytest.fixture(scope="module")
def mnist():
    root = os.environ.get("ROBUSTLIB_DATA") or NEARBY
    try:
        return data.load("mnist", root=root)
    except FileNotFoundError:
        pytest.skip(f"MNIST is not in {root}: set ROBUSTLIB_DATA to the folder that holds torchvision's files")


@pytest.fixture(scope="module")
def net():
    return models.pretrained("mnist")


def test_clean_accuracy(mnist, net):
    assert metrics.accuracy(net, mnist.x_test, mnist.y_test) >= 0.99


def test_fgsm_halves_the_accuracy(mnist, net):
    x, y = mnist.x_test[:1000], mnist.y_test[:1000]
    assert metrics.accuracy(net, attacks.fgsm(net, x, y, eps=0.3), y) < 0.5


def test_pgd_leaves_nothing(mnist, net):
    x, y = mnist.x_test[:300], mnist.y_test[:300]
    assert metrics.accuracy(net, attacks.pgd(net, x, y, eps=0.3, alpha=0.01, steps=40), y) < 0.02


def test_jsma_does_on_the_papers_network_what_the_paper_says(mnist):
    """97.10 % of the targets at 4.02 % of the pixels. Here 90 images with nine targets each: ± 1.5 points or so."""
    net = models.pretrained("mnist", variant="lenet")
    x, y = mnist.x_test[:90], mnist.y_test[:90]
    targets = torch.arange(10).expand(len(x), 10)
    x, targets = x.repeat_interleave(9, 0), targets[targets != y[:, None]]
    x_adv = attacks.jsma(net, x, targets)
    reached = metrics.success(net, x_adv, targets, targeted=True)
    assert reached.double().mean() > 0.93
    assert 0.035 < metrics.distortion(x, x_adv).l0[reached].double().mean() / 784 < 0.048


def test_the_output_that_is_differentiated_decides_on_the_other_network(mnist, net):
    """The distillation paper's network: its softmax gives way more often than its logits, and for fewer pixels."""
    x, y = mnist.x_test[:30], mnist.y_test[:30]
    targets = (y[:, None] + torch.arange(1, 10)).flatten() % 10
    x = x.repeat_interleave(9, 0)
    found = {output: attacks.jsma(net, x, targets, gamma=1 / 7, output=output) for output in ("logits", "softmax")}
    reached = {output: metrics.success(net, x_adv, targets, targeted=True) for output, x_adv in found.items()}
    assert reached["softmax"].double().mean() > 0.88 > 0.75 > reached["logits"].double().mean()
    assert metrics.distortion(x, found["softmax"]).l0.max() <= 112
