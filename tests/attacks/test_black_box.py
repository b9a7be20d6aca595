"""The black-box attack: labels are all it sees, each is counted, and what fools the substitute fools the oracle."""

import pytest
import torch

from robustlib import attacks, data, metrics, models
from robustlib.attacks.black_box import augment
from tests.attacks.conftest import batch


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Labels:
    """An oracle that says a label and nothing else, and writes down what it was asked."""

    def __init__(self, net, answer=lambda labels: labels):
        self.net, self.answer, self.asked = net, answer, []

    def __call__(self, x):
        assert not torch.is_grad_enabled() and not x.requires_grad
        self.asked.append(x.clone())
        return self.answer(self.net(x).argmax(1))


@pytest.fixture(scope="module")
def digits():
    """The oracle; images it knows; and the attacker's seeds, which are none of those."""
    ds, net = data.load(), models.pretrained()
    right = (metrics.predict(net, ds.x_test).argmax(1) == ds.y_test).nonzero()[:, 0]
    return net, ds.x_test[right[150:250]], ds.y_test[right[150:250]], ds.x_test[right[:100]]


def test_it_fools_the_digits_network_where_noise_of_the_same_size_does_not(digits):
    net, x, y, seeds = digits
    oracle = Labels(net)
    x_adv = attacks.black_box(oracle, x, y, 0.25, seeds, rounds=3, generator=seeded(), progress=False)
    noise = (x + 0.25 * torch.randn(x.shape, generator=seeded()).sign()).clamp(0, 1)
    assert metrics.success_rate(net, x_adv, y) > 0.5 > 0.2 > metrics.success_rate(net, noise, y)
    assert sum(map(len, oracle.asked)) == 100 * 2**2
    assert not any(torch.equal(image, asked) for image in x for part in oracle.asked for asked in part)


def test_the_substitute_agrees_with_the_oracle_on_images_that_neither_was_asked_about(digits):
    net, x, y, seeds = digits
    substitute, queries = attacks.train_substitute(net, seeds, rounds=3, generator=seeded(), progress=False)
    assert queries == 400 and not substitute.training
    assert (substitute(x).argmax(1) == net(x).argmax(1)).double().mean() > 0.7


@pytest.mark.parametrize("answer", [
    lambda labels: torch.nn.functional.one_hot(labels, 4).float(),
    lambda labels: torch.nn.functional.one_hot(labels, 4) * 1e-3 - 7,
    lambda labels: labels, lambda labels: labels.int()], ids=["one-hot", "other logits", "labels", "int32"])
def test_only_labels_count(smooth, answer):
    """Whatever else the oracle gives away, gradients among it, the result is the same to the last bit."""
    seeds, _ = batch(40, seed=3)
    x, y = batch()
    assert smooth(seeds).argmax(1).max() == 3, "labels alone tell of four classes too"
    black, white = (attacks.black_box(oracle, x, y, 0.1, seeds, rounds=3, epochs=2, generator=seeded(), progress=False)
                    for oracle in (Labels(smooth, answer), smooth))
    assert torch.equal(black, white)


@pytest.mark.parametrize("rounds", [1, 2, 4])
def test_each_round_asks_about_the_new_images_only(smooth, rounds):
    seeds, _ = batch(5)
    oracle = Labels(smooth, lambda labels: torch.nn.functional.one_hot(labels, 4).float())
    _, queries = attacks.train_substitute(oracle, seeds, rounds=rounds, epochs=1, generator=seeded(), progress=False)
    assert [len(asked) for asked in oracle.asked] == [5, 5, 10, 20][:rounds]
    assert queries == 5 * 2 ** (rounds - 1)
    assert torch.equal(oracle.asked[0], seeds)


def test_augmentation_is_the_papers_formula(smooth):
    """x + λ · sign(J_F[O(x)]), one image and one class at a time."""
    x, _ = batch(12)
    labels = torch.arange(12) % 4
    found = augment(smooth, x, labels, 0.07)
    for image, label, new in zip(x, labels, found):
        row = torch.autograd.functional.jacobian(lambda one: smooth(one).softmax(1)[0], image[None])[label, 0]
        assert torch.equal(new, (image + 0.07 * row.sign()).clamp(0, 1))


def test_the_second_round_is_the_augmentation_of_the_first(smooth):
    seeds, _ = batch(9)
    oracle = Labels(smooth, lambda labels: torch.nn.functional.one_hot(labels, 4).float())
    attacks.train_substitute(oracle, seeds, rounds=2, epochs=3, lambda_=0.2, generator=seeded(), progress=False)
    first, _ = attacks.train_substitute(smooth, seeds, rounds=1, epochs=3, generator=seeded(), progress=False)
    assert torch.equal(oracle.asked[1], augment(first, seeds, smooth(seeds).argmax(1), 0.2))


def test_a_generator_repeats_it_and_leaves_the_default_alone(smooth):
    seeds, _ = batch(9)
    before = torch.get_rng_state()
    nets = [attacks.train_substitute(smooth, seeds, rounds=2, epochs=2, generator=seeded(seed), progress=False)[0]
            for seed in (1, 1, 2)]
    assert torch.equal(before, torch.get_rng_state())
    first, second, other = ([p.detach() for p in net.parameters()] for net in nets)
    assert all(torch.equal(a, b) for a, b in zip(first, second)) and not torch.equal(first[0], other[0])


def test_without_a_generator_it_follows_torch_manual_seed(smooth):
    seeds, _ = batch(9)
    found = []
    for _ in range(2):
        torch.manual_seed(4)
        found.append(attacks.train_substitute(smooth, seeds, rounds=2, epochs=1, progress=False)[0](seeds))
    assert torch.equal(*found)


def test_a_substitute_of_ones_own_is_copied(smooth):
    seeds, _ = batch(9)
    own = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(36, 7)).train()
    kept = own[1].weight.clone()
    found, _ = attacks.train_substitute(smooth, seeds, substitute=own, rounds=2, epochs=2, progress=False)
    assert torch.equal(own[1].weight, kept) and own.training and own[1].weight.grad is None
    assert found[1].weight.shape == (7, 36) and not torch.equal(found[1].weight, kept) and not found.training
    untouched, _ = attacks.train_substitute(smooth, seeds, substitute=own, epochs=0, rounds=1, progress=False)
    assert torch.equal(untouched[1].weight, kept)


def test_any_attack_will_do(smooth):
    seeds, _ = batch(9)
    x, y = batch()
    given = []

    def attack(net, images, labels, eps):
        given.append((net, eps))
        return attacks.bim(net, images, labels, eps, eps / 4, 6)

    x_adv = attacks.black_box(smooth, x, y, 0.12, seeds, attack=attack, rounds=1, epochs=1, generator=seeded(),
                              progress=False)
    [(substitute, eps)] = given
    assert substitute is not smooth and eps == 0.12 and torch.equal(x_adv, attack(substitute, x, y, 0.12))


SEEDS = batch(9)[0]


@pytest.mark.parametrize("changes, error, words", [
    ({"oracle": 3}, TypeError, "oracle: expected a network"),
    ({"oracle": lambda x: x[:1, 0, 0].argmax(1)}, ValueError, "oracle: expected one label for each of the 9 images"),
    ({"oracle": lambda x: x.flatten(1).mean(1)}, TypeError, "oracle: expected class indices"),
    ({"oracle": lambda x: [1] * len(x)}, TypeError, "oracle: expected the network to return logits as a torch.Tensor"),
    ({"seeds": SEEDS[:0]}, ValueError, "seeds: expected at least one image, got none"),
    ({"seeds": SEEDS * 255}, ValueError, r"seeds: expected pixel values in \[0, 1\]"),
    ({"seeds": SEEDS[..., :5]}, ValueError, r"seeds: expected images like those of x, \(1, 6, 6\)"),
    ({"seeds": SEEDS.double()}, ValueError, "seeds: expected images like those of x"),
    ({"substitute": len}, TypeError, "substitute: expected a torch.nn.Module"),
    ({"substitute": torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(36, 2)),
      "oracle": lambda x: torch.full((len(x),), 3)}, ValueError, "substitute: expected an output for each.*got 2 .* 3"),
    ({"rounds": 0}, ValueError, "rounds: expected"), ({"lambda_": -0.1}, ValueError, "lambda_: expected"),
    ({"epochs": -1}, ValueError, "epochs: expected"), ({"eps": -0.1}, ValueError, "eps: expected"),
    ({"attack": 0.3}, TypeError, "attack: expected a function"),
    ({"generator": 3}, TypeError, "generator: expected"), ({"lr": 0}, ValueError, "lr: expected")])
def test_errors_name_the_argument(smooth, changes, error, words):
    x, y = batch()
    arguments = {"oracle": smooth, "x": x, "y": y, "eps": 0.1, "seeds": SEEDS, "epochs": 1, "progress": False}
    with pytest.raises(error, match=words):
        attacks.black_box(**{**arguments, **changes})
