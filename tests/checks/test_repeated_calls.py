"""Cases with several calls, and losses whose gradients are looked at."""

import torch
from torch.nn import functional as F

from robustlib.checks.references import Ref
from robustlib.checks.runner import run
from robustlib.checks.specification import Case

NET = Ref("smooth_network", 1)
X, Y = torch.full((2, 1, 6, 6), 0.5), torch.tensor([0, 1])


def test_further_calls_change_some_arguments_and_draw_other_numbers():
    case = Case("", {"x": X, "scale": 1.0}, again=({}, {"scale": 3.0}))
    first, second, third = run(lambda x, scale: scale * torch.rand_like(x), case).value.data
    assert not torch.equal(first.data, second.data) and third.data.max() > 1


def test_a_generator_starts_afresh_in_every_call():
    case = Case("", {"x": X, "generator": Ref("generator", 4)}, again=({},))
    first, second = run(lambda x, generator: torch.rand(x.shape, generator=generator), case).value.data
    assert torch.equal(first.data, second.data)


def test_what_happens_in_any_call_is_seen():
    def late(net, train):
        net.train(train)
        return torch.rand(1)

    seen = run(late, Case("", {"net": NET, "train": False}, again=({"train": True},)))
    assert seen.mode_changed and seen.generator_used and seen.value.kind == "tuple"


def test_an_error_in_a_later_call_is_the_observation():
    seen = run(lambda x: 1 / x, Case("", {"x": 1}, again=({"x": 0},)))
    assert seen.error.startswith("ZeroDivisionError")


def test_gradients_of_a_returned_loss():
    def observe(loss):
        return run(loss, Case("", {"net": NET, "x": X, "y": Y}, gradients_of="net"))

    seen = observe(lambda net, x, y: F.cross_entropy(net(x), y))
    net = NET.build()
    expected = torch.autograd.grad(F.cross_entropy(net(X), Y), net.parameters())
    assert all(torch.equal(a, b) for a, b in zip(seen.gradients, expected, strict=True)) and not seen.gradients_left
    assert observe(lambda net, x, y: F.cross_entropy(net(x), y).detach()).gradients == ()
    assert observe(lambda net, x, y: F.cross_entropy(net(x), y).item()).gradients == ()
    zeros = observe(lambda net, x, y: x.clone().requires_grad_().sum()).gradients
    assert len(zeros) == 4 and not any(g.any() for g in zeros)
