"""The detector: mutate an image and look whether its label changes, until Wald's test has seen enough
(Wang et al. 2018, nMutant, Algorithm 1)."""

import torch

from robustlib import _arguments as check
from robustlib import metrics
from robustlib.detection.sensitivity import changed
from robustlib.detection.sprt import Verdict, boundaries, hypotheses, walk

# With fewer mutants at once a processor wastes time: the last few images get more than they may need.
FULL = 16


def detect(net, x, mutate, kappa_normal, mu, sigma, alpha=0.05, beta=0.05, max_mutants=2000, generator=None,
           batch_size=256):
    """Which images are adversarial: Wald's test on each, all at once → Verdict(adversarial, decided, mutants, changes).

    net, x, mutate, generator, batch_size: as for detection.label_changes. kappa_normal, mu, sigma: the test is of
    κ = μ·κ_normal + σ against μ·κ_normal − σ (detection.hypotheses). alpha, beta: the error rates at these two
    (detection.thresholds). max_mutants: an image that needs more is left undecided, and is not called adversarial.

    All four results are (N,). `mutants` are those that the test used, and `changes` the label changes among them. An
    image's verdict is exactly that of a SequentialTest fed with the same mutants of it one by one. Which mutants those
    are depends on the generator, and, since images draw from it in turn, on batch_size and on the other images.

    Decided images leave the batch. Between two looks each image gets as many mutants as it needs at the very least,
    whatever they show, so that (except in batches too small to be worth while) none is made in vain.

    Raises TypeError or ValueError, naming the argument; kappa_normal = 0, common on easy data, among them.
    """
    check.network(net)
    check.images(x)
    check.function(mutate, "mutate")
    p0, p1 = hypotheses(kappa_normal, mu, sigma)
    max_mutants = check.count(max_mutants, "max_mutants", low=1)
    check.generator(generator)
    batch_size = check.count(batch_size, "batch_size", low=1)
    tables = [table.to(x.device) for table in boundaries(max_mutants, p0, p1, alpha, beta)]

    x = x.detach()
    answers = metrics.predict(net, x, batch_size).argmax(1)
    verdict = _nothing_yet(x)
    going = torch.arange(len(x), device=x.device)
    # A GPU takes as long for a few mutants as for a whole batch.
    full = batch_size if x.is_cuda else min(FULL, batch_size)
    with check.evaluating(net):
        while len(going):
            n, c = verdict.mutants[going], verdict.changes[going]
            block = _earliest(n, c, *tables).clamp(min=full // len(going)).minimum(max_mutants - n)
            valid = torch.arange(int(block.max()), device=x.device) < block[:, None]
            bits = torch.zeros_like(valid)
            bits[valid] = changed(net, x, answers, going.repeat_interleave(block), mutate, generator, batch_size)
            for whole, part in zip(verdict, walk(bits, valid, n, c, *tables)):
                whole[going] = part
            going = going[~verdict.decided[going] & (verdict.mutants[going] < max_mutants)]
    return verdict


def _nothing_yet(x):
    flags, counts = (torch.zeros(2, len(x), dtype=dtype, device=x.device) for dtype in (torch.bool, torch.int64))
    return Verdict(*flags, *counts)


def _earliest(n, c, normal, adversarial):
    """How many more mutants there must be before the test can decide: none of them, or all, change the label."""
    if_none = torch.searchsorted(normal, c)  # where the line for normal has risen to c
    places = torch.arange(len(adversarial), device=c.device)
    if_all = torch.searchsorted(places - adversarial, n - c)  # where what did not change is few enough
    return torch.minimum(if_none, if_all) - n
