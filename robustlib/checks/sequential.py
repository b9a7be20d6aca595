"""For the checks of chapter 07: Wald's test of one stream, right and wrong."""

from dataclasses import replace
from math import exp, inf, log

import torch

from robustlib.checks.judging import as_tensor, describe, first, items, untouched
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded

UNDECIDED, NORMAL, ADVERSARIAL = "undecided", "normal", "adversarial"
VERDICTS = (UNDECIDED, NORMAL, ADVERSARIAL)
MARGIN = 2e-4  # no ln pr of a case lies this near a threshold, so that rounding decides nothing


def bounds(alpha, beta):
    return log(beta / (1 - alpha)), log((1 - beta) / alpha)


def ratios(changes, p0, p1):
    """ln pr after each mutant of a stream."""
    found, c = [], 0
    for n, changed in enumerate(changes, 1):
        c += bool(changed)
        found.append(c * log(p1 / p0) + (n - c) * log((1 - p1) / (1 - p0)))
    return found


def follow(steps, lower, upper, looks=lambda n: True):
    """(verdict, mutants used): the first of `steps` beyond a threshold, of those that are looked at."""
    for n, ratio in enumerate(steps, 1):
        if looks(n) and ratio >= upper:
            return ADVERSARIAL, n
        if looks(n) and ratio <= lower:
            return NORMAL, n
    return UNDECIDED, len(steps)


def wald(changes, p0, p1, alpha, beta):
    return follow(ratios(changes, p0, p1), *bounds(alpha, beta))


def hypotheses_apart(generator, factor, changes_of, alpha, beta):
    """(p0, p1) for which no ln pr of these streams comes near a threshold. factor: p1/p0, about."""
    while True:
        draw = torch.rand(2, generator=generator, dtype=torch.float64)
        p0 = round(0.03 + 0.05 * draw[0].item(), 5)
        p1 = round(p0 * (factor + 0.5 * draw[1].item()), 5)
        near = [abs(ratio - bound) for stream in changes_of(p0, p1) for ratio in ratios(stream, p0, p1)
                for bound in bounds(alpha, beta)]
        if min(near, default=1) > MARGIN:
            return p0, p1


def bits(length, kappa, generator):
    return (torch.rand(length, generator=generator, dtype=torch.float64) < kappa).tolist()


# ---- sprt ------------------------------------------------------------------------------------------------------------


def sprt_cases(seed):
    def case(order, what, streams, factor=4.0, alpha=0.05, beta=0.05):
        generator = seeded(seed, order)
        fixed = streams(generator) if callable(streams) else streams
        p0, p1 = hypotheses_apart(generator, factor, lambda p0, p1: fixed, alpha, beta)
        given = {"p0": p0, "p1": p1, "alpha": alpha, "beta": beta}
        cut = [stream[:length] for stream in fixed[:1] for length in _around(stream, **given)]
        return Case(what, {"changes": fixed[0], **given}, again=tuple({"changes": s} for s in [*fixed[1:], *cut]))

    def steady(generator):
        return [bits(150, kappa, generator) for kappa in (0.5, 0.7, 0.02, 0.05, 0.12, 0.2)]

    def slow(generator):
        return [bits(400, kappa, generator) for kappa in (0.1, 0.15, 0.2, 0.25, 0.02)]

    return [
        case(0, "streams of 150 mutants, some that change often, some hardly", steady),
        case(1, "100 mutants that never change the label, and 30 that always do",
             [[False] * 100, [True] * 30, [False] * 40 + [True] * 40]),
        case(2, "streams that would later speak for the other side", [[True] * 20 + [False] * 300,
                                                                       [False] * 120 + [True] * 40]),
        case(3, "streams too short for a decision", [[False, True, False, False, False], [True], [False], [False] * 9],
             3.0),
        case(4, "α = 0.01 and β = 0.2", slow, 3.0, 0.01, 0.2),
        case(5, "α = 0.2 and β = 0.02", slow, 3.0, 0.2, 0.02),
    ]


def _around(stream, p0, p1, alpha, beta):
    """Where to cut a stream: at the very decision, and one mutant before."""
    verdict, used = wald(stream, p0, p1, alpha, beta)
    return [] if verdict == UNDECIDED else [length for length in (used, used - 1) if length]


def sprt_mistakes(changes, p0, p1, alpha, beta):
    """(likely, (verdict, used)) of one stream, for each way to go wrong."""
    steps, (lower, upper) = ratios(changes, p0, p1), bounds(alpha, beta)
    verdict, used = follow(steps, lower, upper)
    length, counts, c = len(changes), [], 0
    for changed in changes:
        c += bool(changed)
        counts.append(c)
    again = [sum(steps[:n]) for n in range(1, length + 1)]
    twice = [c * log(p1 / p0) + (2 * n - c) * log((1 - p1) / (1 - p0)) for n, c in enumerate(counts, 1)]
    ahead, behind = ([step + more * log((1 - p1) / (1 - p0)) for step in steps] for more in (1, -1))
    released = follow([sum(twice[:n]) for n in range(1, length + 1)], lower, upper)
    final = ADVERSARIAL if steps[-1] >= upper else NORMAL if steps[-1] <= lower else UNDECIDED
    beyond = [(ADVERSARIAL if r >= upper else NORMAL, n) for n, r in enumerate(steps, 1) if r >= upper or r <= lower]
    last = beyond[-1] if beyond else (UNDECIDED, length)
    no_end = ("The test did not stop when it could: it looked only at the end, or went on after its decision. Look "
              "after each mutant, and return at the first threshold that is crossed.")
    short = follow(steps[:-1], lower, upper)
    share = counts[-1] / length
    forgotten = "One side has its logarithm, the other has not. Compare ln pr with ln of both thresholds."
    swapped = ("The thresholds have changed places: adversarial at ln((1 − β)/α) or more, normal at ln(β/(1 − α)) or "
               "less.")
    counted = ("Evidence was counted over and over: the whole ln pr so far was added at each mutant. Add only what the "
               "new mutant brings, or compute ln pr from the counts.")
    return [
        ("Adversarial and normal are exchanged: were p0 and p1 swapped, or the two verdicts? Each label change must "
         "raise ln pr, and a high ln pr means adversarial.",
         follow([-step for step in steps], lower, upper)),
        (swapped, follow(steps, upper, lower)),
        (swapped, _normal_first(steps, upper, lower)),
        (swapped.replace("have changed places", "stand at the wrong verdicts"),
         ({ADVERSARIAL: NORMAL, NORMAL: ADVERSARIAL}.get(verdict, verdict), used)),
        (forgotten, follow(steps, exp(lower), exp(upper))),
        (forgotten, follow(steps, -inf, exp(upper))),
        (forgotten, follow([exp(min(step, 700)) for step in steps], lower, upper)),
        (counted, follow(again, lower, upper)), (counted, released), (counted, (released[0], 2 * released[1])),
        (counted, (released[0], released[1] * (2 if released[0] != UNDECIDED else 1))),
        (no_end, (final, length)), (no_end, last), (no_end, (last[0], length)),
        *_count_mistakes(verdict, used, counts, short),
        ("α and β have changed places.", follow(steps, *bounds(beta, alpha))),
        ("α and β play no part. Use the arguments.", follow(steps, *bounds(0.05, 0.05))),
        ("The test looks only after a label change. A mutant that changes nothing is evidence, too.",
         follow(steps, lower, upper, lambda n: changes[n - 1])),
        ("Mutants that change nothing add nothing here. They speak for p0: ln((1 − p1)/(1 − p0)).",
         follow([count * log(p1 / p0) for count in counts], lower, upper)),
        ("The first mutant already brought a verdict. Only ln pr at one of Wald's thresholds may bring it.",
         follow(steps, 0, 0)),
        ("\"undecided\" was returned after the first mutant: put that `return` after the loop.",
         (follow(steps[:1], lower, upper)[0], 1)),
        ("Every stream is called undecided. Does the test look at both thresholds, and does that `return` stand after "
         "the loop?", (UNDECIDED, length)),
        ("ln pr is twice what it should be, or the thresholds are half: each mutant counts once.",
         follow([2 * step for step in steps], lower, upper)),
        *(("ln pr is that of one mutant more than there were: after the first, n is 1.", (word, n + more))
          for word, n in [follow(ahead, lower, upper)] for more in (0, word != UNDECIDED, 1)),
        *(("ln pr is that of one mutant fewer than there were: after the first, n is 1.", (word, n - less))
          for word, n in [follow(behind, lower, upper)] for less in (0, word != UNDECIDED, 1)),
        ("That is the share of changes against a line, after a fixed number of mutants. It is not Wald's test.",
         (ADVERSARIAL if share > (p0 + p1) / 2 else NORMAL, length)),
        ("Only the threshold for adversarial is looked at.", follow(steps, -inf, upper)),
        ("Only the threshold for normal is looked at.", follow(steps, lower, inf)),
    ]


def _count_mistakes(verdict, used, counts, short):
    """The right verdict with a wrong number, or an end that is taken for a verdict. short: without the last mutant."""
    length, decides = len(counts), verdict != UNDECIDED
    return [
        ("The verdicts are right. Return how many mutants the test had used when it stopped.", (verdict, length)),
        ("The count is one too small: the mutant that decides counts, too.", (verdict, used - decides)),
        ("The count is one too small: the first mutant is number 1.", (verdict, used - 1)),
        ("The count is one too large.", (verdict, used + 1)),
        ("The count is one too large.", (verdict, used + decides)),
        ("The last mutant is left out.", short),
        ("The last mutant is left out.", (short[0], length if short[0] == UNDECIDED else short[1])),
        ("A stream that crosses no threshold is undecided. It is not normal.",
         (NORMAL if verdict == UNDECIDED else verdict, used)),
        ("A stream that crosses no threshold is undecided. It is not adversarial.",
         (ADVERSARIAL if verdict == UNDECIDED else verdict, used)),
        ("An undecided stream used all its mutants: return their number.", (verdict, used * decides)),
        ("That is how many mutants were left over. Return how many were used.", (verdict, length - used)),
        *(("That is how many mutants changed the label. Return how many were used.", (verdict, count))
          for count in (counts[used - 1], counts[used - 1] if decides else used)),
    ]


def _normal_first(steps, lower, upper):
    for n, ratio in enumerate(steps, 1):
        if ratio <= lower or ratio >= upper:
            return (NORMAL if ratio <= lower else ADVERSARIAL), n
    return UNDECIDED, len(steps)


def verdict_of(value):
    """(verdict, used) of a returned Value, or a Problem."""
    problem = items(value, 2, "the result of one stream")
    if problem is not None:
        likely = {"string": "Return both, the verdict and the number of mutants: return \"normal\", n",
                  "none": "Does the function end with `return`, also where no threshold is crossed?"}
        return replace(problem, likely=likely.get(value.kind, ""))
    word, used = value.data
    count = as_tensor(used)
    if word.kind != "string" or word.data.strip().lower() not in VERDICTS:
        return Problem("the verdict is one of three words", ", ".join(f'"{verdict}"' for verdict in VERDICTS),
                       describe(word), "Return the word itself first, then the number of mutants.")
    if count is None or count.numel() != 1 or used.kind == "bool":
        return Problem("the second value is the number of mutants used", "a whole number", describe(used))
    return word.data.strip().lower(), count.item()


def sprt_judge(case, seen):
    given = [case.arguments, *(case.arguments | changes for changes in case.again)]
    values = seen.value.data if case.again else [seen.value]
    got = [verdict_of(value) for value in values]
    problem = next((each for each in got if isinstance(each, Problem)), None)
    right = [wald(**arguments) for arguments in given]
    if problem is None and got != right:
        wrong = next(i for i, pair in enumerate(zip(got, right)) if pair[0] != pair[1])
        found = zip(*(sprt_mistakes(**arguments) for arguments in given))
        likely = next((each[0][0] for each in found if [value for _, value in each] == got), "")
        stream = given[wrong]["changes"]
        problem = Problem(f"Wald's test of a stream of {len(stream)} mutants, {sum(stream)} of which change the label",
                          told(*right[wrong]), told(*got[wrong]), likely)
    return first(problem, untouched(seen, lists=("changes",)))


def told(verdict, used):
    return f"{verdict} after {used:g} mutant{'' if used == 1 else 's'}"
