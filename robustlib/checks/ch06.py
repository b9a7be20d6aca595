"""Chapter 06: the objective of Carlini & Wagner, a substitute's images, label changes, intervals, AUROC."""

import torch

from robustlib.checks.judging import Mistake, as_tensor, close, describe, first, items, untouched
from robustlib.checks.label_changes import changes_cases, changes_judge
from robustlib.checks.objective import objective_cases, objective_judge
from robustlib.checks.specification import Case, Exercise, Problem, Value
from robustlib.checks.substitute import substitute_cases, substitute_judge
from robustlib.checks.temperature import seeded

cw_loss = Exercise("cw_loss", objective_cases, objective_judge, "the two formulas above the exercise, and hint 2")
augment_substitute = Exercise("augment_substitute", substitute_cases, substitute_judge,
                              "the formula above the exercise, and hint 2")
label_changes = Exercise("label_changes", changes_cases, changes_judge, "hint 1")


# ---- kappa_interval --------------------------------------------------------------------------------------------------


def _interval_cases(seed):
    def case(number, what, count, mutants, z, low=0.1, high=0.9, all_of=None):
        generator = seeded(seed, number)
        kappas = (low + (high - low) * torch.linspace(0, 1, count).square())[torch.randperm(count, generator=generator)]
        rank = torch.rand((count, mutants), generator=generator).argsort(1).argsort(1)
        changes = rank < (kappas * mutants).round()[:, None]
        return Case(what, {"changes": changes if all_of is None else torch.full_like(changes, all_of), "z": z})

    return [
        case(0, "7 images, 40 mutants each, and z = 1.96", 7, 40, 1.96),
        case(1, "12 images, 12 mutants each, and z = 2.576", 12, 12, 2.576, 0.3, 0.75),
        case(2, "2 images, 25 mutants each, and z = 1", 2, 25, 1, 0.3, 0.6),
        case(3, "5 images, some of them very sensitive, and z = 1.96", 5, 30, 1.96, 0.0, 1.0),
        case(4, "3 images near 0, and z = 3", 3, 20, 3.0, 0.0, 0.3),
        case(5, "3 images near 1, and z = 3", 3, 20, 3.0, 0.7, 1.0),
        case(6, "4 images without a change", 4, 10, 1.96, all_of=False),
    ]


def _interval_judge(case, seen):
    changes, z = case.arguments["changes"].double(), case.arguments["z"]
    kappas = changes.mean(1)
    mean, half = kappas.mean(), z * kappas.std() / len(kappas) ** 0.5
    right = torch.stack([mean, (mean - half).clamp(min=0), (mean + half).clamp(max=1)])

    def values():
        return close(seen.value, right, "mean, low and high: k̄ and k̄ ∓ z·s/√N, over the images", rtol=1e-4, atol=1e-6,
                     mistakes=[Mistake(likely, value) for likely, value in _interval_mistakes(changes, z, right)])

    return first(_three(seen.value, right, half), values, untouched(seen))


def _three(value, right, half):
    got = as_tensor(value)
    if got is not None and got.shape == (3,):
        return None
    likely = "Each is one number for the whole group." if got is None or got.numel() > 3 else ""
    if got is not None and got.shape == (2,):
        width = torch.stack([right[0], half])
        likely = next((words for words, pair in (
            ("Those are the mean and the half width. The limits are mean − half and mean + half.", width),
            ("Those are the limits. The mean comes first.", right[1:]),
        ) if torch.allclose(got.double(), pair, rtol=1e-4)), "Return all three: mean, low, high.")
    problem = items(value, 3) or Problem("", "", describe(value))
    return Problem("three numbers: mean, low, high", "three numbers", problem.got, likely)


def _interval_mistakes(changes, z, right):
    """(likely, (mean, low, high)) for each way to go wrong."""
    count, mutants = changes.shape
    kappas, columns = changes.mean(1), changes.mean(0)
    mean, s = kappas.mean(), kappas.std()
    root, everything = count**0.5, (count * mutants) ** 0.5
    over_mutants = ("The interval is over mutants, as if each were evidence of its own. The unit is the image: use the "
                    "standard deviation of the N κ, and √N.")

    def limits(half, middle=mean, low=0.0, high=1.0):
        return torch.stack([middle, (middle - half).clamp(min=low), (middle + half).clamp(max=high)])

    return [
        (over_mutants, limits(z * (mean * (1 - mean)).sqrt() / everything)),
        (over_mutants, limits(z * changes.std() / everything)),
        (over_mutants, limits(z * s / everything)),
        (over_mutants, limits(z * s / mutants**0.5)),
        ("The standard deviation is that of all entries. Take that of the N κ.", limits(z * changes.std() / root)),
        (over_mutants, _wilson(mean, count * mutants, z)),
        ("It takes κ(1 − κ), as for heads and tails. The κ of images spread otherwise: take their standard deviation.",
         limits(z * (mean * (1 - mean)).sqrt() / root)),
        ("The mean was taken over the wrong axis. Rows are images: .mean(1) gives one κ for each.",
         limits(z * columns.std() / mutants**0.5)),
        ("The mean was taken over the wrong axis. Rows are images: .mean(1) gives one κ for each.",
         limits(z * columns.std() / root)),
        ("The standard deviation is divided by N. Divide by N − 1, as torch's .std() does.",
         limits(z * kappas.std(correction=0) / root)),
        ("The variance stands where the standard deviation belongs: its root is missing.", limits(z * s**2 / root)),
        ("It is divided by N. Divide by √N.", limits(z * s / count)),
        ("It is divided by N − 1 or its root. Divide by √N.", limits(z * s / (count - 1) ** 0.5)),
        ("The division by √N is missing: that is the spread of the images, not of their mean.", limits(z * s)),
        ("z is missing.", limits(s / root)), ("z is 1.96, whatever comes.", limits(1.96 * s / root)),
        ("Half of z is used. It reaches z to both sides.", limits(z * s / root / 2)),
        ("That is the median. Take the mean.", limits(z * s / root, kappas.median())),
        ("True and False are turned round: κ is the share of *changes*.", limits(z * s / root, 1 - mean)),
        ("The limits leave [0, 1]: cut low at 0 and high at 1.", limits(z * s / root, low=-9.0, high=9.0)),
        ("low is not cut at 0.", limits(z * s / root, low=-9.0)),
        ("high is not cut at 1.", limits(z * s / root, high=9.0)),
        ("Only the half width is there. The limits are mean − half and mean + half.",
         torch.stack([mean, -z * s / root, z * s / root])),
        ("Those are widths. The limits are mean − half and mean + half.",
         torch.stack([mean, z * s / root, z * s / root])),
        ("Those are widths. The limits are mean − half and mean + half.",
         torch.stack([mean, 2 * z * s / root, 2 * z * s / root])),
        ("high holds a width. The limits are mean − half and mean + half.",
         torch.stack([mean, right[1], right[2] - right[1]])),
        ("The order is (mean, low, high).", right[[1, 0, 2]]), ("The order is (mean, low, high).", right[[1, 2, 0]]),
        ("low and high have changed places.", right[[0, 2, 1]]),
        ("It is in per cent. Return shares.", 100 * right),
        ("Those are the smallest and the largest κ. The interval is that of the mean.",
         torch.stack([mean, kappas.min(), kappas.max()])),
    ]


def _wilson(share, trials, z):
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * (share * (1 - share) / trials + z * z / (4 * trials * trials)).sqrt()
    return torch.stack([share, centre - half, centre + half])


kappa_interval = Exercise("kappa_interval", _interval_cases, _interval_judge,
                          "the formula above the exercise, and hint 1")


# ---- auroc -----------------------------------------------------------------------------------------------------------


CLOSE = 2000  # mutants, for κ that are 0.0005 apart


def _auroc_cases(seed):
    def case(number, what, high, low, ties=20, dtype=torch.float64):
        """high, low: (count, smallest, largest) of κ in steps of 1/ties, of adversarial and of normal images."""
        generator = seeded(seed, number)
        draws = [torch.randint(int(a * ties), int(b * ties) + 1, (count,), generator=generator)
                 for count, a, b in (high, low)]
        adversarial, normal = ((draw.double() / ties).to(dtype) for draw in draws)
        if number < 3:  # ties between both, and pairs of either order, whatever the seed
            adversarial[:3] = torch.tensor([0.0, 0.5, 1.0], dtype=dtype)
            normal[:4] = torch.tensor([0.0, 0.0, 0.5, 1.0 if number == 2 else 0.75], dtype=dtype)
        if ties == CLOSE:  # no gap but 0 and one or two steps, and never only ties
            adversarial[:2], normal[:2] = (torch.tensor(pair, dtype=dtype) / ties for pair in ((400, 401), (399, 400)))
        return Case(what, {"adversarial": adversarial, "normal": normal})

    return [
        case(0, "9 adversarial and 14 normal images, with ties", (9, 0.3, 1), (14, 0, 0.3)),
        case(1, "30 adversarial and 12 normal images, many of both at 0, float32", (30, 0, 0.2), (12, 0, 0.1), 20,
             torch.float32),
        case(2, "8 and 8 images, the normal ones with the higher κ", (8, 0, 0.4), (8, 0.5, 1), 10),
        case(3, "a single adversarial image, above all normal ones", (1, 0.8, 1), (5, 0, 0.5)),
        case(4, "images that all have the same κ", (6, 0, 0), (4, 0, 0)),
        case(5, "7 adversarial images, all below the single normal one", (7, 0, 0.3), (1, 0.6, 0.9)),
        case(6, f"9 and 8 images whose κ, of {CLOSE} mutants each, lie close together", (9, 0.20001, 0.20051),
             (8, 0.19951, 0.20001), CLOSE),
    ]


def _auroc_judge(case, seen):
    adversarial, normal = (value.double() for value in case.arguments.values())
    gap = adversarial[:, None] - normal
    wins, ties = (gap > 0).double(), (gap == 0).double()
    right = (wins + ties / 2).mean()
    short = min(len(adversarial), len(normal))
    paired = gap[:short, :short].diagonal()
    wrong = [
        ("A tie counts as a win. It counts one half.", (wins + ties).mean()),
        ("A tie counts as nothing. It counts one half.", wins.mean()),
        ("A tie counts as a whole and a win as a half. It is the other way round.", (wins / 2 + ties).mean()),
        *(("A tie is an equal κ, and these are only close. Compare with ==, and count one half.",
           ((gap > gap_of_a_tie).double() + (gap.abs() <= gap_of_a_tie).double() / 2).mean())
          for gap_of_a_tie in (1.5 / CLOSE, 3 / CLOSE)),
        ("That is the larger of the area and 1 − area. A detector may be worse than guessing: say so.",
         torch.maximum(right, 1 - right)),
        ("Adversarial and normal have changed places.", 1 - right),
        ("Ties were left out of all pairs. They count: one half each.",
         wins.sum() / (1 - ties).sum() if (ties < 1).any() else torch.zeros(())),
        ("Only pairs of the same place were compared. Each adversarial image meets each normal one.",
         ((paired > 0).double() + (paired == 0).double() / 2).mean()),
        ("That is the count of pairs. Divide by their number.", (wins + ties / 2).sum()),
        ("That is in per cent. Return a share.", 100 * right), ("That is 2 · area − 1.", 2 * right - 1),
        ("That is the difference of the means. Compare pair by pair.", gap.mean()),
        ("Each image is compared with the others' mean. Compare pair by pair.",
         (adversarial > normal.mean()).double().mean()),
        ("Each image is compared with the others' largest. Compare pair by pair.",
         (adversarial > normal.max()).double().mean()),
        ("The sum of the pairs was divided by one of the two counts. Divide by P · Q.",
         (wins + ties / 2).sum() / len(adversarial)),
        ("The sum of the pairs was divided by one of the two counts. Divide by P · Q.",
         (wins + ties / 2).sum() / len(normal)),
    ]

    def value():
        got = as_tensor(seen.value)
        if got is not None and got.numel() != 1:
            return Problem("the AUROC is one number", "a number", f"shape {tuple(got.shape)}",
                           "The mean of the whole table is the answer.")
        number = seen.value if got is None else Value("tensor", got.reshape(()), type_name=seen.value.type_name)
        return close(number, right, "the share of pairs that the adversarial image wins, ties one half", rtol=1e-4,
                     atol=1e-5, mistakes=[Mistake(likely, value.double(), "hint 2" if "tie" in likely.lower() else "")
                                          for likely, value in wrong])

    return first(value, untouched(seen))


auroc = Exercise("auroc", _auroc_cases, _auroc_judge, "hint 1")
