"""training.fit: learns, repeats itself with a generator, leaves everything else alone, names what is wrong."""

import pytest
import torch
from torch.nn import functional as F

from robustlib import attacks, data, defenses, metrics, models, training


@pytest.fixture(scope="module")
def ds():
    return data.load()


def small_fit(net, ds, **options):
    options = {"epochs": 1, "progress": False, **options}
    return training.fit(net, ds.x_train[:256], ds.y_train[:256], **options)


def test_it_learns(ds):
    generator = torch.Generator().manual_seed(0)
    net = models.build("digits", generator)
    losses = training.fit(net, ds.x_train, ds.y_train, epochs=6, generator=generator, progress=False)
    assert len(losses) == 6 and losses[-1] < losses[0] / 2
    assert metrics.accuracy(net, ds.x_test, ds.y_test) > 0.9


def test_a_generator_repeats_everything_and_leaves_the_default_alone(ds):
    nets = []
    for _ in range(2):
        generator = torch.Generator().manual_seed(1)
        nets.append(models.build("digits", generator))
        before = torch.get_rng_state()
        small_fit(nets[-1], ds, generator=generator, augment=defenses.Augmentation())
        assert torch.equal(before, torch.get_rng_state())
        torch.rand(1)  # another state of the default generator for the second run
    assert all(torch.equal(a, b) for a, b in zip(nets[0].parameters(), nets[1].parameters()))


def test_without_a_generator_it_follows_torch_manual_seed(ds):
    nets = []
    for _ in range(2):
        torch.manual_seed(2)
        nets.append(models.build())
        small_fit(nets[-1], ds)
    assert all(torch.equal(a, b) for a, b in zip(nets[0].parameters(), nets[1].parameters()))


@pytest.mark.parametrize("training_mode", [True, False])
def test_modes_data_and_gradients_come_back(ds, training_mode):
    net = models.build().train(training_mode)
    net[1].train(not training_mode)  # a part in another mode than the rest
    x, y = ds.x_train.clone(), ds.y_train.clone()
    small_fit(net, ds)
    assert net.training == training_mode and net[1].training != training_mode
    assert torch.equal(x, ds.x_train) and torch.equal(y, ds.y_train)
    assert all(p.grad is None for p in net.parameters())


def test_hard_and_one_hot_soft_labels_agree(ds):
    x, y = ds.x_train[:128], ds.y_train[:128]
    nets = []
    for labels in (y, F.one_hot(y, 10).double()):
        generator = torch.Generator().manual_seed(1)
        nets.append(models.build("digits", generator))
        training.fit(nets[-1], x, labels, epochs=2, generator=generator, progress=False)
    for a, b in zip(nets[0].parameters(), nets[1].parameters()):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-4)


def test_temperature_divides_the_logits(ds):
    net = models.build("digits", torch.Generator().manual_seed(1))
    x, y = ds.x_train[:64], ds.y_train[:64]
    for module in net.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    expected = F.cross_entropy(net(x) / 20, y).item()
    losses = training.fit(net, x, y, epochs=1, batch_size=64, temperature=20, progress=False)
    assert losses[0] == pytest.approx(expected, rel=1e-5)


def test_adversarial_training_helps_against_its_own_attack(ds):
    accuracies = []
    for eps in (0.0, 0.2):
        generator = torch.Generator().manual_seed(0)
        net = models.build("digits", generator)
        defenses.adversarial_training(net, ds.x_train, ds.y_train, eps=eps, epochs=8, generator=generator,
                                      progress=False)
        accuracies.append(metrics.accuracy(net, attacks.fgsm(net, ds.x_test, ds.y_test, 0.2), ds.y_test))
    assert accuracies[1] > accuracies[0] + 0.2


def test_no_epoch_changes_nothing(ds):
    net = models.build()
    before = [p.clone() for p in net.parameters()]
    assert small_fit(net, ds, epochs=0) == []
    assert all(torch.equal(a, b) for a, b in zip(before, net.parameters()))


def test_a_stop_half_way_puts_modes_back(ds):
    def stop(images, generator):
        raise KeyboardInterrupt

    net = models.build()
    with pytest.raises(KeyboardInterrupt):
        small_fit(net, ds, augment=stop)
    assert not net.training


@pytest.mark.parametrize("changes, error, words", [
    ({"x": torch.zeros(4, 28, 28)}, ValueError, "x: expected a batch"),
    ({"x": torch.zeros(4, 1, 28, 28, dtype=torch.uint8)}, TypeError, "x: expected floating-point"),
    ({"x": torch.full((4, 1, 28, 28), 2.0)}, ValueError, r"x: .*\[0, 1\]"),
    ({"y": torch.zeros(3, dtype=torch.int64)}, ValueError, "y: expected one label"),
    ({"y": torch.full((4, 10), 0.5)}, ValueError, "y: expected rows of soft labels"),
    ({"y": torch.arange(4) + 8}, ValueError, "y: expected labels for the network's 10 classes, got some for 12"),
    ({"y": torch.full((4, 4), 0.25)}, ValueError, "y: expected labels for the network's 10 classes"),
    ({"y": torch.zeros(4).long().to("meta")}, ValueError, "y: expected labels on the images' device, cpu"),
    ({"y": torch.full((4, 10), 0.1), "adversary": print}, ValueError, "adversary"),
    ({"y": [0, 1, 2, 3]}, TypeError, "y: expected a torch.Tensor"),
    ({"epochs": 1.5}, TypeError, "epochs"),
    ({"epochs": -1}, ValueError, "epochs"),
    ({"batch_size": 0}, ValueError, "batch_size"),
    ({"lr": 0}, ValueError, "lr"),
    ({"temperature": 0}, ValueError, "temperature"),
    ({"generator": 3}, TypeError, "generator"),
    ({"net": "net"}, TypeError, "net"),
])
def test_errors_name_the_argument(changes, error, words):
    arguments = {"net": models.build(), "x": torch.zeros(4, 1, 28, 28), "y": torch.arange(4), "epochs": 1,
                 "progress": False, **changes}
    with pytest.raises(error, match=words):
        training.fit(arguments.pop("net"), arguments.pop("x"), arguments.pop("y"), **arguments)


def test_any_optimizer_of_torch(ds):
    linear = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
    start = linear[1].weight.detach().clone()
    images, labels = ds.x_train[:256], ds.y_train[:256]
    slope = torch.autograd.grad(F.cross_entropy(linear(images), labels), linear[1].weight)[0]
    small_fit(linear, ds, lr=0.5, batch_size=256, optimizer=torch.optim.SGD)
    torch.testing.assert_close(linear[1].weight, start - 0.5 * slope)  # one step of plain descent
    net, calls = models.build("digits"), []

    def optimizer(parameters, lr):
        calls.append(lr)
        return torch.optim.SGD(parameters, lr=lr, momentum=0.9)

    small_fit(net, ds, lr=0.25, optimizer=optimizer)
    assert calls == [0.25]
    with pytest.raises(TypeError, match="optimizer: expected a function"):
        small_fit(net, ds, optimizer="adam")
