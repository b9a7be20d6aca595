"""On real MNIST, with the paper's layout: the figures that the course rests on. Skipped where MNIST is absent."""

import os
from pathlib import Path

import pytest

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
