"""For the checks of chapter 07: the detector, a loop over blocks of mutants. What each mutant does is laid down."""

from math import ceil

import torch
from torch import nn

from robustlib.checks.judging import describe, first, untouched
from robustlib.checks.references import Ref, register
from robustlib.checks.sequential import (
    ADVERSARIAL,
    NORMAL,
    UNDECIDED,
    bits,
    bounds,
    follow,
    hypotheses_apart,
    ratios,
    told,
    verdict_of,
    wald,
)
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded

# An image's first value says which image it is, and whether it is a mutant; its second value, of which class.
STEP, MUTANT = 1 / 64, 0.5


@register
def level_network(generator, shape=(1, 4, 4), classes=4):
    """A linear network that answers the class to whose level, (k + ½) / classes, the second value is nearest."""
    levels = (torch.arange(classes) + 0.5) / classes
    with torch.random.fork_rng(devices=[]):
        layer = nn.Linear(shape[0] * shape[1] * shape[2], classes)
    with torch.no_grad():
        layer.weight.zero_()
        layer.weight[:, 1] = 40 * levels
        layer.bias.copy_(-20 * levels**2)
    return nn.Sequential(nn.Flatten(), layer).eval()


def levelled_images(labels, classes, shape, generator):
    x = torch.rand((len(labels), *shape), generator=generator)
    x[:, 0, 0, 0] = STEP * torch.arange(1, len(labels) + 1)
    x[:, 0, 0, 1] = (torch.tensor(labels) + 0.5) / classes
    return x


@register
def played_mutants(generator, streams=(), limits=(), classes=4):
    """mutate(x): the k-th mutant of image i changes the label where streams[i][k] is "1".

    It raises ValueError where an image gets more than limits[i] mutants, and where it is given a mutant.
    """
    made = [0] * len(streams)

    def mutate(x, generator_=None):
        if not isinstance(x, torch.Tensor) or x.ndim != 4:
            raise ValueError("mutate: expected images (M, C, H, W)")
        mutants = x.detach().clone()
        mutants[:, :, 1:] = torch.rand(mutants[:, :, 1:].shape, generator=generator)
        for row, image in enumerate(x):
            mark, level = image[0, 0, 0].item(), image[0, 0, 1].item()
            if mark >= MUTANT:
                raise ValueError("mutate: got an image that is a mutant already")
            i = round(mark / STEP) - 1
            if not 0 <= i < len(streams):
                raise ValueError("mutate: got an image that is none of x")
            if made[i] >= limits[i]:
                raise ValueError(f"mutate: image {i} got more mutants than the {limits[i]} it needs")
            label = int(level * classes)
            if streams[i][made[i]] == "1":
                label = (label + 1 + made[i] % (classes - 1)) % classes
            mutants[row, 0, 0, 0] = mark + MUTANT
            mutants[row, 0, 0, 1] = (label + 0.5) / classes
            made[i] += 1
        return mutants

    return mutate


# ---- Cases -----------------------------------------------------------------------------------------------------------


def detect_cases(seed):
    def case(order, what, streams, block, max_mutants, shape=(1, 4, 4), classes=4, factor=4.0, alpha=0.05, beta=0.05):
        generator = seeded(seed, order)
        drawn = streams(generator)
        count = len(drawn)
        p0, p1 = hypotheses_apart(generator, factor, lambda p0, p1: drawn, alpha, beta)
        found = [wald(stream[:max_mutants], p0, p1, alpha, beta) for stream in drawn]
        limits = tuple(block * ceil(used / block) for _, used in found)
        labels = ((torch.arange(count) + torch.randint(0, classes, (1,), generator=generator)) % classes).tolist()
        texts = tuple("".join("01"[bit] for bit in stream) for stream in drawn)
        options = (("streams", texts), ("limits", limits), ("classes", classes))
        return Case(what, {
            "net": Ref("level_network", seed, (("shape", shape), ("classes", classes))),
            "x": levelled_images(labels, classes, shape, generator),
            "mutate": Ref("played_mutants", seed + 10 * order + 1, options),
            "p0": p0, "p1": p1, "alpha": alpha, "beta": beta, "block": block, "max_mutants": max_mutants})

    def mixed(length):
        kappas = (0.0, 0.6, 0.12, 0.3, 0.05, 0.2, 0.02)
        return lambda generator: [bits(length, kappa, generator) for kappa in kappas]

    def back(length):  # decided in the middle of a block, whose end would take it back
        return lambda generator: [[True] * 6 + [False] * (length - 6), bits(length, 0.5, generator),
                                  [False, True] + [True] * 4 + [False] * (length - 6), [False] * length]

    return [
        case(0, "7 images, blocks of 8 and at most 200 mutants", mixed(240), 8, 200),
        case(1, "a single image and blocks of 1", lambda generator: [bits(80, 0.4, generator)], 1, 60),
        case(2, "4 colour images, blocks of 30: a decision within a block", back(180), 30, 120, (3, 3, 5), 6),
        case(3, "7 images, blocks of 5, α = 0.01, β = 0.2 and at most 23 mutants", mixed(60), 5, 23, alpha=0.01,
             beta=0.2),
        case(4, "3 images that cannot be decided with 10 mutants", lambda generator: [
            [False] * 40, [False] * 3 + [True] + [False] * 36, [False] * 12 + [True] * 28], 4, 10, factor=3.0),
        case(5, "6 images that are all decided in the first block of 64", lambda generator: [
            *(bits(150, kappa, generator) for kappa in (0.7, 0.9, 0.6)), *([False] * 150 for _ in range(3))], 64, 128,
            classes=3, alpha=0.2, beta=0.1),
    ]


# ---- The judge -------------------------------------------------------------------------------------------------------


def _anew(stream, block, test):
    """Each block is tested by itself."""
    for start in range(0, len(stream), block):
        verdict, used = test(stream[start:start + block])
        if verdict != UNDECIDED:
            return verdict, start + used
    return UNDECIDED, len(stream)


def _again(stream, block, test):
    """All mutants so far are added again with each block."""
    fed = []
    for start in range(0, len(stream), block):
        fed += stream[:start + block]
        verdict, used = test(fed)
        if verdict != UNDECIDED:
            return verdict, used
    return UNDECIDED, len(fed)


def _one_list(streams, block, end, test, by_length):
    """The results if all images share one list of mutants, and the loop ends by its length or by mutants made."""
    fed, results, going, made = [], [(UNDECIDED, 0)] * len(streams), range(len(streams)), 0
    while going and (len(fed) if by_length else made) < end:
        for i in going:
            fed += streams[i][made:made + block]
            results[i] = test(fed[:end])
        made += block
        going = [i for i in going if results[i][0] == UNDECIDED]
    return results


def _mistakes(streams, p0, p1, alpha, beta, block, end):
    """(likely, results) for each way to go wrong."""
    lower, upper = bounds(alpha, beta)
    cut = [stream[:end] for stream in streams]
    right = [wald(stream, p0, p1, alpha, beta) for stream in cut]

    def each(rule):
        return [rule(stream) for stream in cut]

    def undecided_as(word):
        return [(word if verdict == UNDECIDED else verdict, used) for verdict, used in right]

    def at_ends(stream):
        return follow(ratios(stream, p0, p1), lower, upper, lambda n: n % block == 0 or n == len(stream))

    def test(stream):
        return wald(stream, p0, p1, alpha, beta)

    anew, again = (each(lambda stream, rule=rule: rule(stream, block, test)) for rule in (_anew, _again))
    anew_counted = [(verdict, (used - 1) % block + 1 if verdict != UNDECIDED else used) for verdict, used in anew]
    cut_short = [test(stream[:end // block * block]) for stream in streams]
    whole = [(verdict, min(end, block * ceil(used / block))) for verdict, used in right]
    twice = ("Evidence was counted twice: mutants of earlier blocks were fed in again. Each mutant counts once.")
    late = [wald(stream[:block * ceil(end / block)], p0, p1, alpha, beta) for stream in streams]
    return [
        ("Each block starts from nothing. The test goes on: keep each image's earlier mutants.", anew),
        ("Each block starts from nothing. The test goes on: keep each image's earlier mutants.", anew_counted),
        (twice, again), (twice, [(verdict, min(used, end)) for verdict, used in again]),
        ("The numbers are whole blocks. The test looks after each mutant, also within a block, and counts up to the "
         "one that decides.", whole),
        ("The test looks only at the end of a block. It looks after each mutant, also within a block.", each(at_ends)),
        ("The verdicts are right, but the numbers are max_mutants.", [(verdict, end) for verdict, _ in right]),
        ("The verdicts are right, but the numbers are not those of each image's own test.",
         [(verdict, max(used for _, used in right)) for verdict, _ in right]),
        ("An image that is undecided after max_mutants was called normal. Keep it apart.", undecided_as(NORMAL)),
        ("An image that is undecided after max_mutants was called adversarial. Keep it apart.",
         undecided_as(ADVERSARIAL)),
        ("Undecided images used max_mutants mutants.", [(v, used * (v != UNDECIDED)) for v, used in right]),
        ("The last block went beyond max_mutants. Cut it off there.", late),
        *(("It stopped before max_mutants: the last block is cut, not left out.",
           [(verdict, end if full and verdict == UNDECIDED else used) for verdict, used in cut_short])
          for full in (False, True)),
        *(("All images share one list: [[]] * N is one list, N times. Write [[] for _ in x].",
           _one_list(streams, block, end, test, by_length)) for by_length in (True, False)),
        ("All images got the verdict of the first. Each needs mutants of its own.", [right[0]] * len(right)),
        ("Only the first block is looked at.", [wald(s[:block], p0, p1, alpha, beta) for s in cut]),
        ("p0 and p1 have changed places.", each(lambda s: follow([-r for r in ratios(s, p0, p1)], lower, upper))),
        ("α and β have changed places.", each(lambda stream: wald(stream, p0, p1, beta, alpha))),
        ("True and False are turned round: a mutant counts as changed where its label is *not* the image's.",
         each(lambda stream: wald([not bit for bit in stream], p0, p1, alpha, beta))),
        ("Adversarial and normal have changed places.",
         [({NORMAL: ADVERSARIAL, ADVERSARIAL: NORMAL}.get(verdict, verdict), used) for verdict, used in right]),
        ("The order is that in which images were decided. Return it in the order of x.",
         sorted(right, key=lambda pair: pair[1])),
    ]


def detect_judge(case, seen):
    arguments = case.arguments
    p0, p1, alpha, beta, block, end = list(arguments.values())[3:]
    streams = [[bit == "1" for bit in text] for text in dict(arguments["mutate"].options)["streams"]]
    right = [wald(stream[:end], p0, p1, alpha, beta) for stream in streams]

    def values():
        value = seen.value
        if value.kind not in ("list", "tuple") or len(value.data) != len(right):
            shown = f"{len(value.data)} of them" if value.kind in ("list", "tuple") else describe(value)
            likely = ("Are those the verdicts and the numbers apart? Return pairs: one (verdict, mutants) an image."
                      if value.kind in ("list", "tuple") and len(value.data) == 2 else
                      "Does the function end with `return`?" if value.kind == "none" else "")
            return Problem("one (verdict, mutants) for each image", f"{len(right)} pairs", shown, likely)
        got = [verdict_of(pair) for pair in value.data]
        problem = next((pair for pair in got if isinstance(pair, Problem)), None)
        if problem is not None or got == right:
            return problem
        wrong = next(i for i, pair in enumerate(zip(got, right)) if pair[0] != pair[1])
        likely = next((words for words, results in _mistakes(streams, p0, p1, alpha, beta, block, end)
                       if results == got), "")
        if not likely and seen.calls.get("mutate", 1) == 0:
            likely = "mutate was never called. It makes the mutants: mutate(x[rows])."
        if not likely:
            likely = ("Do labels and images keep together, or do all images share one list? Image i has its own: its "
                      "mutants are compared with f(x) of image i alone, also after other images have left.")
        return Problem(f"the verdict on image {wrong}", told(*right[wrong]), told(*got[wrong]), likely)

    return first(values, lambda: _rounds(seen, [used for _, used in right], block, end), untouched(seen))


def _rounds(seen, used, block, end):
    """net is asked once a round. Labelling image by image, or anew in each round, is let pass."""
    rounds = [ceil(n / block) for n in used]
    count, calls = len(used), seen.calls.get("net", 0)
    if calls <= count + 2 * max(rounds):
        return None
    asked = {calls - 1, calls - count}
    ways = [words for words, numbers in (
        ("each image by itself", {sum(rounds)}),
        ("each mutant by itself", {sum(used), sum(min(end, block * n) for n in rounds)}),
        ("one mutant of each image, and not `block` of them", {max(used), min(end, block * max(rounds))}),
    ) if asked & numbers]
    so = f"net was asked for {ways[0]}. " if len(ways) == 1 else ""
    return Problem("net is asked once a round, for all mutants of all images that are still going",
                   f"{1 + max(rounds)} calls of net, the one for f(x) included", f"{calls} calls",
                   so + "Put the `block` mutants of every image that is still going into one batch, and ask net once.")


