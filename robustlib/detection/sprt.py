"""The sequential probability ratio test (Wald 1945, "Sequential Tests of Statistical Hypotheses"), as nMutant uses it
(Wang et al. 2018, section 4): is an image's κ rather p1, adversarial, or p0, normal?

After n mutants with c label changes the log-likelihood ratio is

    ln pr = c·ln(p1 / p0) + (n − c)·ln((1 − p1) / (1 − p0)).

Adversarial as soon as ln pr ≥ ln((1 − β) / α), normal as soon as ln pr ≤ ln(β / (1 − α)). For each n these are two
counts of changes, on two parallel lines; all of this package decides by those counts, so that no two of its parts
round differently.
"""

from math import log
from typing import NamedTuple

import torch

from robustlib import _arguments as check

UNDECIDED, NORMAL, ADVERSARIAL = "undecided", "normal", "adversarial"


class Verdict(NamedTuple):
    """What a test says of each of N images. Undecided images are not called adversarial.

    adversarial, decided: bool (N,). mutants: how many the test used, int64 (N,). changes: label changes among
    them, int64 (N,).
    """

    adversarial: torch.Tensor
    decided: torch.Tensor
    mutants: torch.Tensor
    changes: torch.Tensor


class Hypotheses(NamedTuple):
    """κ at both edges of the region in which either answer is accepted: p0 < p1."""

    p0: float
    p1: float


class Thresholds(NamedTuple):
    """What ln pr is compared with: normal at `lower` or less, adversarial at `upper` or more."""

    lower: float
    upper: float


class Lines(NamedTuple):
    """Normal at c ≤ normal + slope·n, adversarial at c ≥ adversarial + slope·n."""

    slope: float
    normal: float
    adversarial: float


def hypotheses(kappa_normal, mu, sigma):
    """Hypotheses(p0, p1) = μ·κ_normal ∓ σ (Wang et al. 2018, section 4). The papers take σ = κ_normal·(μ − 1).

    Raises ValueError, with what to do about it, unless 0 < p0 < p1 < 1.
    """
    kappa_normal = check.number(kappa_normal, "kappa_normal", high=1)
    mu, sigma = check.number(mu, "mu", low_open=True), check.number(sigma, "sigma")
    p0, p1 = mu * kappa_normal - sigma, mu * kappa_normal + sigma
    if 0 < p0 < p1 < 1:
        return Hypotheses(p0, p1)
    if kappa_normal == 0:
        name, remedy = "kappa_normal", ("no share lies below 0. Mutate more strongly (detection.choose), or take the "
                                        "upper end of its interval (detection.normal_sensitivity)")
    elif p1 >= 1:
        name, remedy = "mu", "take a smaller mu or sigma"
    else:
        name, remedy = "sigma", f"take a sigma above 0 and below mu * kappa_normal = {mu * kappa_normal:g}"
    raise ValueError(f"{name}: expected 0 < p0 < p1 < 1 for mu * kappa_normal ∓ sigma, got p0 = {p0:g} and p1 = "
                     f"{p1:g} from kappa_normal = {kappa_normal:g}, mu = {mu:g}, sigma = {sigma:g}; {remedy}")


def thresholds(alpha=0.05, beta=0.05):
    """Thresholds(lower, upper) = (ln(β / (1 − α)), ln((1 − β) / α)) (Wald 1945, section 3).

    alpha: how often a κ of p0 may be called adversarial; beta: how often a κ of p1 may be called normal. What these
    thresholds promise is α′ ≤ α/(1 − β), β′ ≤ β/(1 − α) and α′ + β′ ≤ α + β.
    """
    alpha, beta = (check.number(value, name, low_open=True) for value, name in ((alpha, "alpha"), (beta, "beta")))
    if alpha + beta >= 1:
        raise ValueError(f"alpha: expected alpha + beta below 1, got {alpha:g} + {beta:g}")
    return Thresholds(log(beta / (1 - alpha)), log((1 - beta) / alpha))


def log_ratio(changes, mutants, p0, p1):
    """ln pr after so many mutants, of which so many changed the label: numbers, or tensors (then float64)."""
    changed, same = steps(p0, p1)
    if isinstance(changes, torch.Tensor):
        changes = changes.double()
    return changes * changed + (mutants - changes) * same


def steps(p0, p1):
    """What a mutant adds to ln pr: one that changes the label (above 0), and one that does not (below 0)."""
    p0, p1 = (check.number(value, name, high=1, low_open=True) for value, name in ((p0, "p0"), (p1, "p1")))
    if not p0 < p1 < 1:
        raise ValueError(f"p0: expected 0 < p0 < p1 < 1, got p0 = {p0:g} and p1 = {p1:g}")
    return log(p1 / p0), log((1 - p1) / (1 - p0))


def lines(p0, p1, alpha=0.05, beta=0.05):
    """Wald's two lines, Lines(slope, normal, adversarial): his test in counts (Wald 1945, section 5)."""
    changed, same = steps(p0, p1)
    lower, upper = thresholds(alpha, beta)
    # The hair is for a ratio that equals its threshold, which rounding must not decide against.
    hair = 1e-9
    return Lines(-same / (changed - same), lower / (changed - same) + hair, upper / (changed - same) - hair)


def boundaries(max_mutants, p0, p1, alpha=0.05, beta=0.05):
    """(normal, adversarial), int64 (max_mutants + 1,) each: after n mutants with c changes the test says normal at
    c ≤ normal[n] and adversarial at c ≥ adversarial[n]."""
    slope, normal, adversarial = lines(p0, p1, alpha, beta)
    n = torch.arange(check.count(max_mutants, "max_mutants") + 1, dtype=torch.float64)
    return (normal + slope * n).floor().long(), (adversarial + slope * n).ceil().long()


class SequentialTest:
    """Wald's test, fed with one mutant after the other.

    test = SequentialTest(p0, p1); test.update(changed) → "undecided", "normal" or "adversarial". Once decided it
    stays so, and counts no more. test.verdict, test.mutants, test.changes and test.log_ratio tell where it stands.
    """

    def __init__(self, p0, p1, alpha=0.05, beta=0.05):
        self.p0, self.p1 = p0, p1
        self.lines = lines(p0, p1, alpha, beta)
        self.mutants, self.changes, self.verdict = 0, 0, UNDECIDED

    @property
    def log_ratio(self):
        return log_ratio(self.changes, self.mutants, self.p0, self.p1)

    def update(self, changed):
        """changed: whether the next mutant's label is another than f(x)."""
        if self.verdict == UNDECIDED:
            self.mutants += 1
            self.changes += bool(changed)
            if self.changes >= self.lines.adversarial + self.lines.slope * self.mutants:
                self.verdict = ADVERSARIAL
            elif self.changes <= self.lines.normal + self.lines.slope * self.mutants:
                self.verdict = NORMAL
        return self.verdict


def sprt(changes, p0, p1, alpha=0.05, beta=0.05):
    """Wald's test on N streams at once: changes, bool (N, M), as label_changes returns them → Verdict.

    Each row says exactly what a SequentialTest fed with it says; undecided where its M mutants do not suffice.
    """
    _streams(changes)
    none = torch.zeros(len(changes), dtype=torch.int64, device=changes.device)
    tables = [table.to(changes.device) for table in boundaries(changes.shape[1], p0, p1, alpha, beta)]
    return walk(changes, torch.ones_like(changes), none, none, *tables)


def walk(changed, valid, mutants, changes, normal, adversarial):
    """Go on from so many mutants and changes (N,) with `changed`, bool (N, M), up to the first decision → Verdict.

    valid: bool (N, M), where there are mutants: in the first places of each row. normal, adversarial: the boundaries.
    """
    n = mutants[:, None] + valid.cumsum(1)
    c = changes[:, None] + (changed & valid).cumsum(1)
    flagged = c >= adversarial[n]
    return _at_first((flagged | (c <= normal[n])) & valid, flagged, n, c)


def _at_first(found, flagged, n, c):
    """The Verdict of each row: at the first place where something is found, or undecided at its end."""
    decided = found.any(1)
    place = torch.where(decided, found.byte().argmax(1), found.shape[1] - 1)[:, None]
    flagged, n, c = (each.gather(1, place)[:, 0] for each in (flagged, n, c))
    return Verdict(decided & flagged, decided, n, c)


def _streams(changes):
    check.tensor(changes, "changes")
    if changes.dtype != torch.bool or changes.ndim != 2 or not changes.shape[1]:
        raise ValueError(f"changes: expected label changes, bool of shape (N, M), M of 1 or more, "
                         f"got {check.describe(changes)}")


def released_rule(changes, p0, p1, alpha=0.05, beta=0.05):
    """The rule of the authors' released code: for the reproduction of their figures only, since it is not Wald's test.

    It counts each mutant twice, and at every step adds the whole log-ratio so far instead of the last mutant's part:
    evidence is counted over and over, and neither α nor β holds. changes: bool (N, M).

    Returns a Verdict whose `mutants` are counted as that code counts them: two for each call of the network.
    """
    _streams(changes)
    lower, upper = thresholds(alpha, beta)
    c, n = changes.cumsum(1), 2 * torch.ones_like(changes).cumsum(1)
    total = log_ratio(c, n, p0, p1).cumsum(1)
    return _at_first((total >= upper) | (total <= lower), total >= upper, n, c)
