"""Chapter 07: the log-likelihood ratio, Wald's thresholds, the test and its outcomes, the detector, precision."""

from math import log

import torch

from robustlib.checks.judging import Mistake, as_tensor, close, describe, first, untouched
from robustlib.checks.mutated import detect_cases, detect_judge
from robustlib.checks.outcomes import outcome_cases, outcome_judge
from robustlib.checks.sequential import sprt_cases, sprt_judge
from robustlib.checks.specification import Case, Exercise, Problem, Value
from robustlib.checks.temperature import seeded

sprt = Exercise("sprt", sprt_cases, sprt_judge, "hint 1")
outcomes = Exercise("outcomes", outcome_cases, outcome_judge, "the three steps above the exercise, and hint 2")
detect = Exercise("detect", detect_cases, detect_judge, "the five steps above the exercise, and hint 2")


def between(low, high, generator):
    return low + (high - low) * torch.rand(1, generator=generator, dtype=torch.float64).item()


def shaped(value, wanted):
    """Numbers that came in another wrapping, such as a tensor of shape (1,), in that of `wanted`."""
    got = as_tensor(value)
    if got is None or got.numel() != wanted.numel() or wanted.numel() != 1:
        return value
    return Value("tensor", got.reshape(wanted.shape), type_name=value.type_name)


# ---- log_ratio -------------------------------------------------------------------------------------------------------


def _ratio_cases(seed):
    def case(order, what, changes, mutants):
        generator = seeded(seed, order)
        p0 = between(0.02, 0.1, generator)
        return Case(what, {"changes": changes, "mutants": mutants, "p0": p0, "p1": p0 * between(2, 4, generator)})

    def counts(order, shape, high=60):
        mutants = torch.randint(high // 2, high, shape, generator=seeded(seed, order))
        share = torch.rand(shape, generator=seeded(seed, order + 1), dtype=torch.float64)
        return (mutants * share).long(), mutants

    return [
        case(0, "3 label changes among 40 mutants", 3, 40),
        case(1, "no label change among 25 mutants", 0, 25),
        case(2, "12 mutants that all change the label", 12, 12),
        case(3, "tensors, for 6 images", *counts(10, (6,))),
        case(4, "tensors of 6000 mutants each", *counts(20, (5,), 6000)),
        case(5, "900 label changes among 9000 mutants", 900, 9000),
        case(6, "a tensor of changes and one number of mutants", torch.arange(31), 30),
    ]


def _ratio_judge(case, seen):
    changes, mutants, p0, p1 = case.arguments.values()
    c, n = (torch.as_tensor(each).double() for each in (changes, mutants))
    up, down = log(p1 / p0), log((1 - p1) / (1 - p0))
    right = c * up + (n - c) * down
    places = "p0 and p1 have changed places: a label change speaks for p1, so it must raise ln pr."
    unchanged = "Mutants that keep the label are missing, or wrong: there are mutants − changes of them, "
    mistakes = [Mistake(likely, value.expand_as(right)) for likely, value in (
        (places, -right),
        ("That is pr itself. Take its logarithm: a product of thousands of small factors is 0 for the computer.",
         right.exp()),
        (unchanged + "each worth ln((1 − p1)/(1 − p0)).", c * up),
        (unchanged + "not `mutants`.", c * up + n * down),
        (unchanged + "and they lower ln pr.", c * up - (n - c) * down),
        ("Changed and unchanged mutants have changed places.", (n - c) * up + c * down),
        ("Each mutant counts once: there are mutants − changes that keep the label, not 2·mutants − changes.",
         c * up + (2 * n - c) * down),
        (unchanged + "each worth ln((1 − p1)/(1 − p0)).", c * (up - down)),
        ("That is with log10. Take the natural logarithm.", right / log(10)),
        ("That is with log2. Take the natural logarithm.", right / log(2)),
        ("That is divided by the number of mutants. Evidence adds up: take the sum.", right / n),
        ("That is ln of the probability under p1 alone. Subtract that under p0.", c * log(p1) + (n - c) * log(1 - p1)),
        ("That is ln of the probability under p0 alone, or its negative. It belongs below p1's.",
         c * log(p0) + (n - c) * log(1 - p0)),
        ("The counts stand outside: p**count becomes count · ln p.", c * p1 / p0 + (n - c) * (1 - p1) / (1 - p0)),
        ("Only the mutants that keep the label are counted.", (n - c) * down),
        ("That is the sum over the images. Each has its own.", right.sum()),
        ("That is 0 everywhere.", torch.zeros(())),
    ) if torch.isfinite(value).all()]
    value = shaped(seen.value, right)

    def finite():
        got = as_tensor(value)
        if got is None or not got.is_floating_point() or torch.isfinite(got).all():
            return None
        return Problem("ln pr is finite", "finite numbers", "nan or infinite",
                       "Was pr computed first? p**count is 0 for the computer when count is large. Add logarithms.")

    return first(finite, close(value, right, "c·ln(p1/p0) + (n − c)·ln((1 − p1)/(1 − p0))", rtol=1e-4, atol=2e-3,
                               mistakes=mistakes), untouched(seen))


log_ratio = Exercise("log_ratio", _ratio_cases, _ratio_judge, "the formula above the exercise, and hint 1")


# ---- thresholds ------------------------------------------------------------------------------------------------------


def _threshold_cases(seed):
    generator = seeded(seed, 0)
    return [
        Case("α = β = 0.05", {"alpha": 0.05, "beta": 0.05}),
        Case("α = 0.01 and β = 0.2", {"alpha": 0.01, "beta": 0.2}),
        Case("α larger than β", {"alpha": between(0.1, 0.3, generator), "beta": between(0.01, 0.05, generator)}),
        Case("β larger than α", {"alpha": between(0.01, 0.05, generator), "beta": between(0.1, 0.3, generator)}),
        Case("α = β = 0.000001", {"alpha": 1e-6, "beta": 1e-6}),
    ]


def _threshold_judge(case, seen):
    a, b = case.arguments.values()
    lower, upper = log(b / (1 - a)), log((1 - b) / a)
    likely_log = "The logarithm is missing: the thresholds are for ln pr."
    mistakes = [Mistake(likely, torch.tensor(value, dtype=torch.float64)) for likely, value in (
        ("Lower and upper have changed places. Return the negative one first.", (upper, lower)),
        *((likely_log, value) for value in
          ((b / (1 - a), (1 - b) / a), (lower, (1 - b) / a), (b / (1 - a), upper))),
        ("α and β have changed places. α is the error at p0, and stands in the denominator of the upper threshold.",
         (log(a / (1 - b)), log((1 - a) / b))),
        ("Only one of the two errors is in each threshold. Take β/(1 − α) and (1 − β)/α.", (log(b), log(1 / a))),
        ("The signs are turned round.", (-lower, -upper)),
        ("The upper threshold is not just the lower one with its sign turned: that holds only for α = β.",
         (lower, -lower)),
        ("The lower threshold is not just the upper one with its sign turned: that holds only for α = β.",
         (-upper, upper)),
        ("Each 1 − … has the wrong error: β/(1 − α) and (1 − β)/α.", (log(b / (1 - b)), log((1 - a) / a))),
        ("Those are 1 divided by the thresholds, or their logarithms: β/(1 − α) is the lower one.",
         (log((1 - a) / b), log(a / (1 - b)))),
        ("That is with log10. Take the natural logarithm.", (lower / log(10), upper / log(10))),
        ("That is with log2. Take the natural logarithm.", (lower / log(2), upper / log(2))),
        ("A bracket is missing: the logarithm is of the whole fraction.", (log(b) / (1 - a), log(1 - b) / a)),
        ("α and β play no part. Use the arguments.", (log(0.05 / 0.95), log(0.95 / 0.05))),
    )]
    got = as_tensor(seen.value)
    if got is None or got.shape != (2,):
        likely = "Does the function end with `return`?" if seen.value.kind == "none" else ""
        if got is not None and got.numel() == 1:
            one = next((name for name, value in (("lower", lower), ("upper", upper))
                        if abs(got.item() - value) < 1e-4 * abs(value)), "")
            likely = (f"That is the {one} one alone. " if one else "") + "Return both: lower, upper."
        return Problem("the result is two numbers", "lower, upper", describe(seen.value), likely)
    return first(close(seen.value, torch.tensor((lower, upper), dtype=torch.float64),
                       "(ln(β/(1 − α)), ln((1 − β)/α))", rtol=1e-4, atol=1e-5, mistakes=mistakes), untouched(seen))


thresholds = Exercise("thresholds", _threshold_cases, _threshold_judge, "the formulas above the exercise")


# ---- precision -------------------------------------------------------------------------------------------------------


def _precision_cases(seed):
    def case(order, what, prevalence, hits=(0.7, 0.98), false=(0.03, 0.25)):
        generator = seeded(seed, order)
        return Case(what, {"true_positives": between(*hits, generator), "false_positives": between(*false, generator),
                           "prevalence": prevalence})

    return [
        case(0, "1 adversarial image in 10", 0.1),
        case(1, "1 adversarial image in 1000", 0.001),
        case(2, "8 adversarial images in 10", 0.8),
        case(3, "a detector that flags more normal images than adversarial ones", 0.3, (0.1, 0.2), (0.4, 0.6)),
        case(4, "a detector without false positives", 0.05, false=(0, 0)),
        case(5, "1 adversarial image in 100 000", 1e-5),
        case(6, "1 adversarial image in 50 000, and no false positives", 2e-5, false=(0, 0)),
    ]


def _precision_judge(case, seen):
    hits, false, share = case.arguments.values()
    flagged = hits * share + false * (1 - share)
    right = torch.tensor(hits * share / flagged, dtype=torch.float64)
    missed = (1 - hits) * share
    mistakes = [Mistake(likely, torch.tensor(value, dtype=torch.float64)) for likely, value in (
        ("How rare adversarial images are plays no part in it. Weigh both rates with the share of such images.",
         hits / (hits + false)),
        ("That is the share of adversarial images that are flagged. Asked is the share of flagged ones that are "
         "adversarial.", hits),
        ("That is the share of normal images that are not flagged.", 1 - false),
        ("That is the share of all images that are adversarial and flagged. Divide by the share that is flagged.",
         hits * share),
        ("That is the share of all images that are flagged. It belongs below.", flagged),
        ("That is the share of flagged images that are normal: 1 minus it is asked.", 1 - right.item()),
        ("That is the accuracy: all right answers. Look at flagged images alone.",
         hits * share + (1 - false) * (1 - share)),
        ("That is 1 minus the false positives, over all. Divide what is adversarial and flagged by what is flagged.",
         hits * share / (hits * share + (1 - false) * (1 - share))),
        ("Only one of the two rates is weighed. Weigh the true positives with prevalence, too.",
         hits / (hits + false * (1 - share))),
        ("False positives come from normal images: weigh them with 1 − prevalence.",
         hits * share / (hits * share + false) if hits * share + false else 0.0),
        ("Adversarial and normal have changed places in the weights.",
         hits * (1 - share) / (hits * (1 - share) + false * share)),
        ("That is the share of unflagged images that are adversarial.",
         missed / (missed + (1 - false) * (1 - share))),
        ("That is the odds, adversarial to normal. Divide by all that is flagged.",
         hits * share / (false * (1 - share)) if false else -1.0),
        ("That is in per cent. Return a share, between 0 and 1.", 100 * right.item()),
        *(("Something small was added to what is flagged. It is never 0, so nothing need be added.",
           hits * share / (flagged + small)) for small in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)),
        ("That is the mean of the two right rates, the balanced accuracy.", (hits + 1 - false) / 2),
    )]
    got = as_tensor(seen.value)
    if got is None or got.numel() != 1:
        likely = "Does the function end with `return`?" if seen.value.kind == "none" else ""
        return Problem("the result is one number", "a number", describe(seen.value), likely)
    return first(close(shaped(seen.value, right), right, "the share of flagged images that are adversarial", rtol=1e-3,
                       atol=1e-9, mistakes=mistakes), untouched(seen))


precision = Exercise("precision", _precision_cases, _precision_judge, "hint 1")
