"""defenses.distill and what it stands on: softmax at a temperature, soft labels, a student of the same architecture."""

import pytest
import torch
from torch.nn import functional as F

from robustlib import attacks, data, defenses, metrics, models


@pytest.fixture(scope="module")
def ds():
    return data.load()


def small(generator=None):
    layers = torch.nn.Flatten(), torch.nn.Linear(784, 16), torch.nn.Dropout(0.1), torch.nn.Linear(16, 10)
    return defenses.untrained_copy(torch.nn.Sequential(*layers), generator)


# ---- Softmax at T ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("temperature", [0.05, 0.3, 1, 7.5, 100, 1e4])
@pytest.mark.parametrize("scale", [1.0, 100.0, 1e4])
def test_softmax_agrees_with_torch_in_double_precision(temperature, scale):
    generator = torch.Generator().manual_seed(0)
    logits = ((2 * torch.rand(50, 10, generator=generator, dtype=torch.float64) - 1) * scale).requires_grad_()
    mine, torchs = defenses.softmax(logits, temperature), (logits / temperature).softmax(1)
    torch.testing.assert_close(mine, torchs, rtol=1e-9, atol=1e-10)
    weights = torch.randn(50, 10, generator=generator, dtype=torch.float64)
    gradients = [torch.autograd.grad((part * weights).sum(), logits)[0] for part in (mine, torchs)]
    torch.testing.assert_close(*gradients, rtol=1e-9, atol=1e-10)


def test_its_limits():
    logits = torch.tensor([[1.0, 3.0, 2.0], [-5.0, -9.0, -7.0]])
    torch.testing.assert_close(defenses.softmax(logits, 1e-3), torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))
    torch.testing.assert_close(defenses.softmax(logits, 1e6), torch.full((2, 3), 1 / 3), atol=1e-5, rtol=0)


def test_no_finite_logit_overflows():
    logits = torch.tensor([[3e38, -3e38, 0.0], [-1e4, -1e4, -1e4]])
    for temperature in (1e-30, 1.0, 1e30):
        p = defenses.softmax(logits, temperature)
        assert p.isfinite().all()
        torch.testing.assert_close(p.sum(1), torch.ones(2))


@pytest.mark.parametrize("logits, temperature, error, words", [
    (torch.ones(3), 1.0, ValueError, r"logits: expected.*\(N, K\)"),
    (torch.ones(2, 3, dtype=torch.int64), 1.0, ValueError, "logits: expected floating-point"),
    ([[1.0]], 1.0, TypeError, "logits: expected a torch.Tensor"),
    (torch.ones(2, 3), 0, ValueError, "temperature: expected.*above 0, got 0"),
    (torch.ones(2, 3), -1.0, ValueError, "temperature"),
    (torch.ones(2, 3), float("nan"), ValueError, "temperature"),
    (torch.ones(2, 3), "hot", TypeError, "temperature"),
])
def test_softmax_names_what_is_wrong(logits, temperature, error, words):
    with pytest.raises(error, match=words):
        defenses.softmax(logits, temperature)


def test_soft_labels_are_the_softmax_of_the_networks_answers(ds):
    net, x = models.pretrained(), ds.x_test[:7]
    found = defenses.soft_labels(net, x, 5.0, batch_size=3)
    torch.testing.assert_close(found, (net(x) / 5).softmax(1).detach())
    assert not found.requires_grad


# ---- Teacher and student ---------------------------------------------------------------------------------------------


def test_an_untrained_copy_has_the_architecture_and_other_weights():
    net = models.pretrained()
    net[1].weight.requires_grad_(False)
    before = torch.get_rng_state()
    first, second = (defenses.untrained_copy(net, torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(before, torch.get_rng_state())
    assert str(first).replace("training", "") == str(net) and all(p.requires_grad for p in first.parameters())
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    assert not any(torch.equal(a, b) for a, b in zip(first.parameters(), net.parameters()))
    assert torch.equal(first[0].mean, net[0].mean), "normalisation is not learnt"


def test_weights_that_cannot_be_drawn_anew_are_named():
    class Own(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.nn.Parameter(torch.ones(2))

    with pytest.raises(ValueError, match=r"teacher: 1 \(Own\) has weights of its own"):
        defenses.untrained_copy(torch.nn.Sequential(torch.nn.Flatten(), Own()))


def test_the_student_learns_the_teachers_soft_labels_at_the_same_temperature(ds):
    """One step of plain descent, in closed form."""
    x, y = ds.x_train[:64], ds.y_train[:64]
    teacher = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
    student = defenses.distill(teacher, x, y, 4.0, epochs=1, warm_up=0, batch_size=64, lr=0.5, progress=False,
                               optimizer=torch.optim.SGD, generator=torch.Generator().manual_seed(2))
    start = defenses.untrained_copy(teacher, torch.Generator().manual_seed(2))
    loss = F.cross_entropy(start(x) / 4, (teacher(x) / 4).softmax(1).detach())
    expected = start[1].weight - 0.5 * torch.autograd.grad(loss, start[1].weight)[0]
    torch.testing.assert_close(student[1].weight, expected)


def test_distillation_repeats_itself_and_leaves_the_default_generator_alone(ds):
    x, y = ds.x_train[:96], ds.y_train[:96]
    teacher = small(torch.Generator().manual_seed(1))
    before, mode, parameters = torch.get_rng_state(), teacher.training, [p.clone() for p in teacher.parameters()]
    found = []
    for _ in range(2):
        found.append(defenses.distill(teacher, x, y, 20, epochs=2, progress=False,
                                      generator=torch.Generator().manual_seed(3)))
        assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(found[0].parameters(), found[1].parameters()))
    assert not found[0].training and teacher.training == mode
    assert all(torch.equal(a, b) and b.grad is None for a, b in zip(parameters, teacher.parameters()))


def test_without_a_teacher_one_of_the_papers_layout_is_trained(ds, monkeypatch):
    monkeypatch.setitem(models.LAYOUTS, "mnist", models.Layout(1, 28, (4, 4), 8, 0.0, 1.0))
    student = defenses.distill(None, ds.x_train[:64], ds.y_train[:64], 10.0, epochs=1, progress=False,
                               generator=torch.Generator().manual_seed(0))
    assert isinstance(student, models.ConvNet) and student(ds.x_test[:2]).shape == (2, 10)
    assert student[0].mean.item() == pytest.approx(ds.x_train[:64].mean().item())


@pytest.mark.parametrize("changes, error, words", [
    ({"temperature": 0}, ValueError, "temperature"),
    ({"teacher": "net"}, TypeError, "teacher: expected a torch.nn.Module"),
    ({"y": torch.zeros(3, dtype=torch.int64)}, ValueError, "y: expected one label"),
    ({"x": torch.rand(2, 1, 28, 20), "y": torch.tensor([0, 1]), "teacher": None}, ValueError, "x: expected square"),
    ({"epochs": -1}, ValueError, "epochs"),
    ({"warm_up": 0.5}, TypeError, "warm_up"),
])
def test_errors_name_the_argument(changes, error, words, ds):
    arguments = {"teacher": small(), "x": ds.x_train[:8], "y": ds.y_train[:8], "temperature": 10.0, "epochs": 1}
    with pytest.raises(error, match=words):
        defenses.distill(**{**arguments, **changes}, progress=False)


def test_at_temperature_100_training_converges_and_the_papers_attack_is_blinded(ds):
    """The whole story on the digits: accuracy kept, JSMA on the softmax fails, and on softmax(Z/T) it succeeds."""
    generator = torch.Generator().manual_seed(0)
    teacher = models.build("digits", generator)
    losses = defenses.train_at(teacher, ds.x_train, ds.y_train, 100, epochs=12, generator=generator, progress=False)
    assert len(losses) == 12 and losses[-1] < 0.5
    student = defenses.distill(teacher, ds.x_train, ds.y_train, 100, epochs=12, generator=generator, progress=False)
    assert metrics.accuracy(student, ds.x_test, ds.y_test) > 0.9
    x, targets = ds.x_test[:10].repeat_interleave(3, 0), (ds.y_test[:10, None] + torch.tensor([1, 4, 7])).flatten() % 10
    reached = [metrics.success_rate(student, attacks.jsma(student, x, targets, gamma=1 / 7, output="softmax",
                                                          temperature=t), targets, targeted=True) for t in (1.0, 100.0)]
    assert reached[0] < 0.2 and reached[1] > 0.8


# ---- Measures --------------------------------------------------------------------------------------------------------


def test_the_amplitude_of_a_linear_network_in_closed_form():
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(6, 3)).double()
    x = torch.rand(4, 1, 2, 3, dtype=torch.float64)
    p = (net(x) / 2).softmax(1).detach()
    of_softmax = (torch.diag_embed(p) - p[:, :, None] * p[:, None]) / 2
    expected = (of_softmax @ net[1].weight.detach()).abs().mean((1, 2))
    torch.testing.assert_close(metrics.gradient_amplitude(net, x, temperature=2.0, batch_size=3), expected)


def test_amplitudes_fall_into_the_papers_bins():
    values = torch.tensor([0.0, 1e-45, 1e-40, 3e-33, 1e-10, 0.9e-3, 1e-3, 0.5], dtype=torch.float64)
    shares, zero = metrics.amplitude_shares(values)
    assert [8 * share for share in shares] == [2, 1, 1, 0, 0, 0, 0, 1, 1, 2] and zero == 1 / 8
    with pytest.raises(ValueError, match="amplitudes: expected numbers of 0 or more"):
        metrics.amplitude_shares(-values)


def test_robustness_takes_the_easiest_target_of_each_image():
    changed = torch.tensor([[0.02, 0.05, 0.01], [0.14, 0.14, 0.14]])
    reached = torch.tensor([[True, True, False], [False, False, False]])
    assert metrics.robustness(changed, reached, cap=0.14) == pytest.approx((0.02 + 0.14) / 2)
    with pytest.raises(ValueError, match="reached: expected bool of the shape of changed"):
        metrics.robustness(changed, reached[:1], cap=0.14)
