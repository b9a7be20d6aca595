"""The detector: decisions equal to a loop's on the same mutants, and no mutant made in vain."""

import pytest
import torch

from robustlib import attacks, data, detection, metrics, models
from robustlib.checks.references import Ref
from robustlib.defenses import Augmentation
from robustlib.detection import mutation
from tests.detection.conftest import FirstPixel, Script, batch, seeded

PARAMETERS = {"kappa_normal": 0.05, "mu": 1.5, "sigma": 0.02}  # p0 = 0.055, p1 = 0.095
SHARES = torch.tensor([0.0, 0.02, 0.06, 0.09, 0.3, 0.6, 1.0]).repeat(6)


def bits(length, seed=0):
    return torch.rand((len(SHARES), length), generator=seeded(seed)) < SHARES[:, None]


def by_loop(stream, alpha=0.05, beta=0.05):
    test = detection.SequentialTest(*detection.hypotheses(**PARAMETERS), alpha, beta)
    for changed in stream.tolist():
        if test.update(changed) != "undecided":
            break
    return test.verdict == "adversarial", test.verdict != "undecided", test.mutants, test.changes


@pytest.mark.parametrize("batch_size", [1, 5, 64, 1024])
@pytest.mark.parametrize("max_mutants", [1, 30, 400])
def test_decisions_are_those_of_the_streaming_test(batch_size, max_mutants):
    script, net = Script(bits(max_mutants + 1)), FirstPixel()
    verdict = detection.detect(net, script.images(), script, **PARAMETERS, beta=0.1, max_mutants=max_mutants,
                               batch_size=batch_size)
    expected = [by_loop(stream[:max_mutants], beta=0.1) for stream in script.bits]
    assert list(zip(*(each.tolist() for each in verdict))) == expected
    assert max(net.sizes) <= batch_size and max(script.made) <= max_mutants
    assert not (verdict.adversarial & ~verdict.decided).any()
    if max_mutants == 400:
        assert 0 < (~verdict.decided).sum() < 20 and verdict.adversarial.sum() > 12
        assert torch.equal(verdict.decided, verdict.mutants < 400) or (verdict.mutants == 400).any()


def test_no_mutant_is_made_in_vain():
    script, net = Script(bits(2000, seed=1)), FirstPixel()
    verdict = detection.detect(net, script.images(), script, **PARAMETERS)
    used, made = int(verdict.mutants.sum()), sum(script.made)
    assert made <= 1.02 * used and sum(net.sizes) == made + len(SHARES)


def test_decided_images_leave_the_batch():
    script = Script(torch.stack([torch.ones(500), torch.zeros(500)]).bool())
    verdict = detection.detect(FirstPixel(), script.images(), script, **PARAMETERS)
    assert verdict.adversarial.tolist() == [True, False] and verdict.decided.all()
    assert verdict.mutants.tolist() == [6, 69] and script.made[0] <= 8


def test_the_papers_figures():
    script = Script(torch.stack([torch.zeros(2000), torch.ones(2000)]).bool())
    verdict = detection.detect(FirstPixel(), script.images(), script, 0.016, 1.1, 0.0016)
    assert verdict.mutants.tolist() == [904, 17]


@pytest.fixture(scope="module")
def digits():
    net, ds = models.pretrained("digits"), data.load("digits")
    x, y = ds.x_test[:60], ds.y_test[:60]
    x, y = x[metrics.predict(net, x).argmax(1) == y][:40], y[metrics.predict(net, x).argmax(1) == y][:40]
    x_adv = attacks.jsma(net, x, (y + 1) % 10)
    return net, x, x_adv[metrics.success(net, x_adv, y)]


def test_real_images(digits):
    """Label changes recorded on the way, and fed to the streaming test: the same verdicts, for real mutants."""
    net, x, x_adv = digits
    images = torch.cat([x, x_adv])
    answers, seen = metrics.predict(net, images).argmax(1), [[] for _ in images]

    def recorded(rows, generator):
        mutants = mutation.translation(1.5)(rows, generator)
        changed = metrics.predict(net, mutants).argmax(1)
        for row, label in zip(rows, changed.tolist()):
            i = int((images == row).flatten(1).all(1).int().argmax())
            seen[i].append(label != answers[i])
        return mutants

    verdict = detection.detect(net, images, recorded, **PARAMETERS, max_mutants=150, generator=seeded())
    expected = [by_loop(torch.tensor(stream)) for stream in seen]
    assert list(zip(*(each.tolist() for each in verdict))) == expected
    assert verdict.adversarial[40:].float().mean() > 0.9 > 0.5 > verdict.adversarial[:40].float().mean()


def test_repeatable_and_only_from_the_generator(digits):
    net, x, _ = digits
    state = torch.get_rng_state()
    find = [detection.detect(net, x[:8], mutation.gaussian(0.5), **PARAMETERS, max_mutants=80, generator=seeded(s))
            for s in (1, 1, 2)]
    assert all(map(torch.equal, find[0], find[1])) and not all(map(torch.equal, find[0], find[2]))
    assert torch.equal(state, torch.get_rng_state())
    assert len(detection.detect(net, x[:2], Augmentation(), **PARAMETERS, max_mutants=9).mutants) == 2


def test_nothing_else_is_touched():
    net = Ref("dropout_network", 2).build().train()
    net[1].eval()
    x = batch(3, 1, 6, 6).requires_grad_()
    kept, modes = x.detach().clone(), [m.training for m in net.modules()]
    verdict = detection.detect(net, x, lambda x, generator: x.fill_(0.5), **PARAMETERS)
    assert torch.equal(x, kept) and modes == [m.training for m in net.modules()]
    assert all(p.grad is None for p in net.parameters())
    assert [each.dtype for each in verdict] == [torch.bool, torch.bool, torch.int64, torch.int64]


def test_no_images():
    verdict = detection.detect(FirstPixel(), torch.zeros(0, 1, 2, 2), mutation.gaussian(0.1), **PARAMETERS)
    assert [each.shape for each in verdict] == [(0,)] * 4


def test_a_gpu_is_used_where_the_images_are_on_it(digits):
    if not torch.cuda.is_available():
        pytest.skip("no GPU here")
    net, x, x_adv = digits
    there = detection.detect(models.pretrained("digits", device="cuda"), torch.cat([x, x_adv]).cuda(),
                             mutation.translation(1.5), **PARAMETERS, generator=seeded())
    assert all(each.is_cuda for each in there) and there.adversarial[40:].float().mean() > 0.9


NET, X, NOISE = FirstPixel(), batch(2), mutation.gaussian(0.1)


@pytest.mark.parametrize("changes, error, words", [
    ({"net": 3}, TypeError, "net: expected a network"),
    ({"x": X * 255}, ValueError, "x: expected pixel values"),
    ({"mutate": 0.1}, TypeError, "mutate: expected a function"),
    ({"mutate": lambda x, generator: x[:1]}, ValueError, "mutate: expected it to return"),
    ({"kappa_normal": 0}, ValueError, "kappa_normal: expected 0 < p0 < p1 < 1.*Mutate more strongly"),
    ({"sigma": 0.5}, ValueError, "sigma: expected 0 < p0"),
    ({"alpha": 0}, ValueError, "alpha: expected"),
    ({"beta": 0.95}, ValueError, r"alpha: expected alpha \+ beta below 1"),
    ({"max_mutants": 0}, ValueError, "max_mutants: expected a whole number of at least 1"),
    ({"generator": 0}, TypeError, "generator: expected"),
    ({"batch_size": 0}, ValueError, "batch_size: expected"),
])
def test_errors_name_the_argument(changes, error, words):
    with pytest.raises(error, match=words):
        detection.detect(**{"net": NET, "x": X, "mutate": NOISE, **PARAMETERS, **changes})
