"""For the checks of chapter 07: the exact outcomes of Wald's test, right and wrong."""

from math import log

import torch

from robustlib.checks.judging import as_tensor, describe, number, untouched
from robustlib.checks.sequential import bounds, hypotheses_apart
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded


def exact(kappa, p0, p1, alpha, beta, max_mutants, removed=True, lag=0, swapped=False, way=1, size=0):
    """(adversarial, normal, undecided, mutants) by following the chance of every count of changes.

    lag: ln pr is that of so many mutants fewer. swapped: the thresholds are. way: a change leads from c to
    c + way, round the end of `size` counts.
    """
    lower, upper = sorted(bounds(alpha, beta), reverse=swapped)
    counts = torch.arange(size or max_mutants + 2)
    alive = (counts == 0).double()
    adversarial = normal = mutants = 0.0
    for n in range(1, max_mutants + 1):
        mutants += alive.sum().item()
        alive = (1 - kappa) * alive + kappa * alive.roll(way)
        steps = counts * log(p1 / p0) + (n - lag - counts) * log((1 - p1) / (1 - p0))
        above, below = steps >= upper, steps <= lower
        adversarial, normal = adversarial + alive[above].sum().item(), normal + alive[below].sum().item()
        if removed:
            alive = alive.masked_fill(above | below, 0)
    return adversarial, normal, alive.sum().item(), mutants


def outcome_cases(seed):
    def case(order, what, kappa, max_mutants, factor=3.0, alpha=0.05, beta=0.05):
        def streams(p0, p1):  # every count that may come up: so many changes, and then none
            return [[True] * c + [False] * (max_mutants - c) for c in range(min(max_mutants, 40) + 1)]

        p0, p1 = hypotheses_apart(seeded(seed, order), factor, streams, alpha, beta)
        return Case(what, {"kappa": {"p0": p0, "p1": p1}.get(kappa, kappa), "p0": p0, "p1": p1, "alpha": alpha,
                           "beta": beta, "max_mutants": max_mutants})

    return [
        case(0, "κ between p0 and p1, and at most 120 mutants", 0.12, 120),
        case(1, "κ = p0, and at most 150 mutants", "p0", 150, 4.0),
        case(2, "κ = p1, α = 0.01, β = 0.2 and at most 60 mutants", "p1", 60, 4.0, 0.01, 0.2),
        case(3, "κ = 0 and at most 200 mutants", 0.0, 200, 4.0),
        case(4, "κ = 0.6, α = 0.2, β = 0.02 and at most 30 mutants", 0.6, 30, 4.0, 0.2, 0.02),
        case(5, "at most 1 mutant", 0.3, 1),
        case(6, "κ = 1 and at most 20 mutants", 1.0, 20),
    ]


def outcome_mistakes(given):
    kappa, p0, p1, alpha, beta, end = given.values()
    adversarial, normal, undecided, mutants = right = exact(**given)
    decided = adversarial + normal
    some = decided > 1e-12
    kept = exact(**given, removed=False)
    last = _only_at_the_end(**given)
    return [
        ("κ is the chance that a mutant *changes* the label: it leads from c to c + 1.",
         exact(1 - kappa, p0, p1, alpha, beta, end)),
        ("κ is ignored: that is for κ = p0.", exact(p0, p0, p1, alpha, beta, end)),
        ("κ is ignored: that is for κ = p1.", exact(p1, p0, p1, alpha, beta, end)),
        ("What is undecided after max_mutants was counted as normal. Report it apart.",
         (adversarial, normal + undecided, 0.0, mutants)),
        ("What is undecided after max_mutants was counted as normal.",
         (adversarial, normal + undecided, undecided, mutants)),
        ("What is undecided after max_mutants was counted as adversarial. Report it apart.",
         (adversarial + undecided, normal, 0.0, mutants)),
        ("The shares are those of the decided streams. Undecided ones count, too.",
         (adversarial / decided, normal / decided, undecided, mutants) if some else right),
        ("Decided streams walk on, and are counted again at every mutant. Set their chance to 0.", kept),
        ("The test looked only once, after max_mutants. Look after each one.", last),
        ("The test looked only once, after max_mutants. Look after each one.", (*last[:3], mutants)),
        ("Undecided streams used max_mutants mutants each: they belong to the mean.",
         (adversarial, normal, undecided, mutants - end * undecided)),
        ("That is the mean of the decided streams alone. Undecided ones used max_mutants each.",
         (adversarial, normal, undecided, (mutants - end * undecided) / decided) if some else right),
        ("The mean is one too small. A stream still alive *before* a mutant uses it.",
         (adversarial, normal, undecided, mutants - 1)),
        ("The mean is too small. A stream still alive *before* a mutant uses it: add up before you remove what is "
         "decided.", (adversarial, normal, undecided, mutants - 1 + undecided)),
        ("The mean is one too large.", (adversarial, normal, undecided, mutants + 1)),
        ("The loop ends one mutant too early.", exact(**given | {"max_mutants": end - 1})),
        ("The loop ends one mutant too late.", exact(**given | {"max_mutants": end + 1})),
        ("max_mutants is ignored.", exact(**given | {"max_mutants": end + 300})),
        ("Adversarial and normal are exchanged: in the order of the results, or were p0 and p1 swapped?",
         (normal, adversarial, undecided, mutants)),
        ("Adversarial and normal are exchanged: were p0 and p1 swapped?", exact(kappa, p1, p0, alpha, beta, end)),
        ("The thresholds have changed places: adversarial at the upper one or above.", exact(**given, swapped=True)),
        *(("Changes lead from c to c − 1, and round the end: roll(1), not roll(−1).", exact(**given, way=-1, size=size))
          for size in (end + 1, end + 2)),
        ("ln pr lags one mutant behind: after the first mutant, n is 1.", exact(**given, lag=1)),
        ("The order is: adversarial, normal, undecided, mutants.", (mutants, adversarial, normal, undecided)),
        ("The order is: adversarial, normal, undecided, mutants.", (adversarial, undecided, normal, mutants)),
        ("α and β have changed places.", exact(kappa, p0, p1, beta, alpha, end)),
        ("That is in per cent. Return shares.", (*(100 * share for share in right[:3]), mutants)),
        ("The fourth number is the *mean* number of mutants, not max_mutants.", (adversarial, normal, undecided, end)),
    ]


def _only_at_the_end(kappa, p0, p1, alpha, beta, max_mutants):
    chance = torch.distributions.Binomial(max_mutants, torch.tensor(float(kappa), dtype=torch.float64))
    counts = torch.arange(max_mutants + 1, dtype=torch.float64)
    chances = chance.log_prob(counts).exp().nan_to_num(0)
    steps = counts * log(p1 / p0) + (max_mutants - counts) * log((1 - p1) / (1 - p0))
    lower, upper = bounds(alpha, beta)
    above, below = (chances[mask].sum().item() for mask in (steps >= upper, steps <= lower))
    return above, below, 1 - above - below, float(max_mutants)


NAMES = ("the chance of adversarial", "the chance of normal", "the chance of undecided", "the mean number of mutants")


def outcome_judge(case, seen):
    got = as_tensor(seen.value)
    if seen.value.kind in ("tuple", "list"):
        parts = [as_tensor(part) for part in seen.value.data]
        if parts and all(part is not None and part.numel() == 1 for part in parts):
            got = torch.tensor([part.double().item() for part in parts])
    if got is None or got.shape != (4,):
        shown = "no result: does the function end with `return`?" if seen.value.kind == "none" else describe(seen.value)
        return Problem("the result is four numbers", "adversarial, normal, undecided, mutants", shown,
                       "Return all four: adversarial, normal, undecided, mutants." if got is not None else "")
    right = exact(**case.arguments)

    def equal(other, rtol=3e-4):
        return torch.allclose(got.double(), torch.tensor(other, dtype=torch.float64), rtol=rtol, atol=3e-5)

    if equal(right):
        return untouched(seen)
    place = next(i for i in range(4) if abs(got[i].item() - right[i]) > 3e-5 + 3e-4 * right[i])
    likely = next((words for words, value in outcome_mistakes(case.arguments) if equal(value)), "")
    shares = torch.tensor(right[:3], dtype=torch.float64)
    if not likely and torch.isfinite(got).all() and (got[:3].double() - shares).abs().max() < 0.06 \
            and abs(got[3].item() / right[3] - 1) < 0.15:
        likely = ("Close, but not exact: are those simulated streams, or Wald's approximation? Follow the chance of "
                  "every count of changes instead; nothing random is needed.")
    elif not likely and (got[:3].sum() - 1).abs() > 1e-3:
        likely = "The three chances do not add up to 1. Is every stream counted once?"
    return Problem(NAMES[place], number(torch.tensor(right[place])), number(got[place]), likely)
