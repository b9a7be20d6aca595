"""Networks: the papers' layout, and weights that come from the package and nowhere else."""

import pytest
import torch

from robustlib import data, metrics, models

PRETRAINED = sorted(path.stem for path in models.WEIGHTS.glob("*.safetensors"))


@pytest.mark.parametrize("name", models.LAYOUTS)
def test_build_maps_images_to_logits(name):
    layout = models.LAYOUTS[name]
    net = models.build(name)
    assert net(torch.rand(3, layout.channels, layout.size, layout.size)).shape == (3, 10)
    assert not net.training


def test_mnist_has_the_papers_layer_sizes():
    shapes = [tuple(p.shape) for p in models.build("mnist").parameters() if p.ndim > 1]
    assert shapes == [(32, 1, 3, 3), (32, 32, 3, 3), (64, 32, 3, 3), (64, 64, 3, 3), (200, 1024), (200, 200), (10, 200)]


def test_lenet_has_the_jsma_papers_layer_sizes():
    net = models.build("mnist", variant="lenet")
    shapes = [tuple(p.shape) for p in net.parameters() if p.ndim > 1]
    assert shapes == [(20, 1, 5, 5), (50, 20, 5, 5), (500, 800), (10, 500)] and not net.training
    for name, variant in (("cifar10", "lenet"), ("mnist", "augmented")):
        with pytest.raises(ValueError, match="variant: "):
            models.build(name, variant=variant)


def test_images_of_ones_own():
    net = models.ConvNet(models.Layout(3, 40, (4, 8), 16, mean=0.5, std=0.25), classes=43)
    assert net(torch.rand(2, 3, 40, 40)).shape == (2, 43)


def test_normalisation_is_inside():
    layer = models.Normalize(0.5, 0.25)
    assert torch.equal(layer(torch.tensor([0.5, 1.0])), torch.tensor([0.0, 2.0]))
    assert set(layer.state_dict()) == {"mean", "std"}


def test_generator_makes_weights_repeatable_and_leaves_the_default_alone():
    before = torch.get_rng_state()
    first, second = (models.build(generator=torch.Generator().manual_seed(3)) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    assert torch.equal(before, torch.get_rng_state())
    other = models.build(generator=torch.Generator().manual_seed(4))
    assert not torch.equal(first[1].weight, other[1].weight)


def test_without_a_generator_weights_come_from_the_default():
    torch.manual_seed(5)
    first = models.build()
    torch.manual_seed(5)
    assert torch.equal(first[1].weight, models.build()[1].weight)


def test_unknown_names_list_what_there_is():
    with pytest.raises(ValueError, match="name: expected one of digits"):
        models.build("imagenet")
    with pytest.raises(ValueError, match="'digits-distilled-T7'.*there are: .*digits"):
        models.pretrained("digits", temperature=7)


@pytest.mark.parametrize("key", [key for key in PRETRAINED if key.startswith("digits")])
def test_pretrained_networks_are_accurate(key):
    before = torch.get_rng_state()
    net = models.pretrained(*key.split("-")[:1], variant=key.partition("-")[2] or None)
    ds = data.load()
    # Distillation costs a little.
    assert metrics.accuracy(net, ds.x_test, ds.y_test) >= (0.97 if "distilled" in key else 0.98)
    assert not net.training and torch.equal(before, torch.get_rng_state())


def test_weights_fit_into_the_package():
    assert sum(path.stat().st_size for path in models.WEIGHTS.glob("*.safetensors")) < 25e6
