"""For the checks of best_pair and fast_pair: what is wrong with a pair, and with the work of a search."""

import torch

from robustlib.checks.judging import as_tensor, describe, first, items, untouched
from robustlib.checks.pair_search import WRONG, search, value_of
from robustlib.checks.specification import Problem

NEAR = 1e-4  # a pair counts as the best if its value is this near to the best one, as a share of it
PER_FEATURE = 1000  # how many numbers a fast search may put into tensors, for each feature of the images
BYTES = 20_000  # how many bytes of Python's and NumPy's memory, for each feature; torch's imports count, too
DROPPED = ("The best pair is not among your candidates. Each of its two features is dominated by at most one other: "
           "was one of them dropped?")
AMONG_FREE = ("These are places among the free features. Look up which features they are: free.nonzero() holds their "
              "places in the image.")


def best_pair_judge(case, seen, fast=False):
    a, b, free = case.arguments.values()
    return first(items(seen.value, 2), lambda: _forms(*seen.value.data, len(a)),
                 lambda: _right(*(as_tensor(item) for item in seen.value.data), a, b, free, fast), untouched(seen))


def fast_pair_judge(case, seen):
    return first(best_pair_judge(case, seen, fast=True), lambda: _quick(case, seen) if case.effort else None)


def _forms(pairs, found, count):
    got = as_tensor(pairs)
    if got is None or got.shape != (count, 2):
        likely = "One row for each image, with the two places in it." if got is not None else ""
        if got is not None and got.shape == (2, count) or pairs.kind in ("tuple", "list") and len(pairs.data) == 2:
            likely = "All p in one row and all q in another? Stack them the other way: torch.stack([p, q], 1)."
        return Problem("pairs: one pair for each image", f"a tensor of shape ({count}, 2)", describe(pairs), likely)
    if got.is_floating_point() and pairs.kind == "tensor" or got.dtype == torch.bool:
        return Problem("pairs holds places, to index with", "int64", str(got.dtype).removeprefix("torch."),
                       "Make the tensor with dtype=torch.int64.")
    flags = as_tensor(found)
    if flags is None or flags.shape != (count,):
        return Problem("found: True or False for each image", f"a tensor of shape ({count},)", describe(found))
    if not bool(((flags == 0) | (flags == 1)).all()):
        return Problem("found: True or False for each image", "True and False", "other numbers",
                       "found says whether there is a pair, not how good it is.")
    return None


def _right(pairs, found, a, b, free, fast):
    best, expected = search(a, b, free)
    for row in range(len(a)):
        name = f"image {row} of {len(a)}"
        if bool(found[row]) != bool(best[row] > 0):
            return _wrongly_found(pairs[row], bool(found[row]), name, a[row], b[row], free[row], expected[row],
                                  fast)
        if not found[row]:
            continue
        p, q = (int(place) for place in pairs[row])
        if not (0 <= p < a.shape[1] and 0 <= q < a.shape[1]):
            return Problem(f"the pair of {name}", f"places from 0 to {a.shape[1] - 1}", f"({p}, {q})",
                           "argmax over a D×D table counts its cells: row = place // D, column = place % D "
                           "(torch.unravel_index does that).")
        got = value_of(a[row], b[row], free[row], torch.tensor([p, q]))
        if got < (1 - NEAR) * best[row]:
            return _worse(row, name, (p, q), got, best, expected[row], pairs, a, b, free, fast)
    return None


def _agreement(pairs, others, rows):
    """In which share of the rows the two name the same pair."""
    same = (pairs.sort(1).values == others.long().sort(1).values).all(1)
    return same[rows].double().mean()


def _wrongly_found(pair, found, name, a, b, free, expected, fast):
    if not found:
        p, q = sorted(expected.tolist())
        likely = ""
        if torch.equal(pair.long().sort().values, expected.sort().values):
            likely = "The pair itself is right. found is True wherever there is one, however small −αβ may be."
        elif fast:
            alone = value_of(a, b, free, WRONG["front only"][1](a[None], b[None], free[None])[0]) < 0
            likely = WRONG["front only"][0] if alone else DROPPED
        elif dropped := _dropped(pair, a, b, free):
            likely = f"The search chose {dropped} and then dropped it. Take out what is not allowed before the search."
        elif (a[[p, q]].sum() * b[[p, q]].sum()).abs() < 1e-9:
            likely = "The value −αβ is small here, but above 0: any pair with α > 0 and β < 0 will do."
        elif ((a > 0) & (b < 0) & free).sum() < 2:
            likely = "Are the features asked one by one? Only the sums need the signs, α > 0 and β < 0."
        return Problem(f"found, for {name}", f"True: ({p}, {q}) has α = {a[p] + a[q]:.3g} and β = {b[p] + b[q]:.3g}",
                       "False", likely)
    reason = "no two free features have α > 0 and β < 0 together"
    likely = "found must say False where nothing is admissible: compare the best value with what you put elsewhere."
    if 0 <= pair.min() and pair.max() < len(a):
        p, q = (int(place) for place in pair)
        if p == q and a[p] > 0 and b[p] < 0 and free[p]:
            likely = WRONG["own partner"][0]
        elif not (free[p] and free[q]) and a[p] + a[q] > 0 > b[p] + b[q]:
            likely = WRONG["saturated"][0]
        elif p != q and a[p] + a[q] < 0 < b[p] + b[q] and free[p] and free[q]:
            likely = WRONG["no signs"][0]
        elif p != q and free[p] and free[q] and (a[p] + a[q] == 0 or b[p] + b[q] == 0):
            likely = "α and β may not be 0: ask for > and <, not for ≥ and ≤."
    return Problem(f"found, for {name}", f"False: {reason}", "True", likely)


def _dropped(pair, a, b, free):
    """What is wrong with a pair that is no pair, if a search that forgets one of the conditions leads to it."""
    for name, words in (("own partner", "one feature twice"), ("saturated", "a feature that is not free"),
                        ("no signs", "a pair with the wrong signs"), ("size", "a pair with the wrong signs")):
        led_to = WRONG[name][1](a[None], b[None], free[None])[0]
        if value_of(a, b, free, led_to) < 0 and torch.equal(led_to.sort().values, pair.long().sort().values):
            return words
    return ""


def _worse(row, name, pair, got, best_values, expected, pairs, a, b, free, fast):
    p, q = pair
    good = "({}, {})".format(*sorted(expected.tolist()))
    alpha, beta = a[row, p] + a[row, q], b[row, p] + b[row, q]
    signs = f"({p}, {q}), with α = {alpha:.3g}, β = {beta:.3g}"
    likely = ""
    places = free[row].nonzero()[:, 0]
    if not fast and max(pair) < len(places) and value_of(a[row], b[row], free[row], places[[p, q]]) >= best_values[row]:
        likely = AMONG_FREE
    elif p == q:
        likely = WRONG["own partner"][0]
    elif not (free[row, p] and free[row, q]):
        likely = WRONG["saturated"][0]
        likely += " Or are these places among the candidates, not in the image?" if fast else ""
    else:
        agrees = {words: _agreement(pairs_of(a, b, free), pairs, best_values > 0) for words, pairs_of in WRONG.values()}
        likely = max(agrees, key=agrees.get)
        if agrees[likely] <= 0.7:
            likely = DROPPED if fast and got > 0 else ""
        if not likely and not (alpha > 0 and beta < 0):
            likely = WRONG["no signs"][0]
    allowed = f" and −αβ = {got:.4g}" if got >= 0 else ""
    return Problem(f"the best pair of {name}: p ≠ q, both free, α > 0, β < 0, the largest −αβ",
                   f"{good}, with −αβ = {best_values[row]:.4g}", signs + allowed, likely)


def _quick(case, seen):
    features = case.arguments["a"].shape[1]
    what = "the search looks at few pairs only"
    everything = (f"There are {features * (features - 1) // 2:,} pairs. First drop the features that two others "
                  "dominate; then search among the few that are left.")
    if seen.elements > PER_FEATURE * features:
        return Problem(what, f"at most {PER_FEATURE * features:,} numbers in all tensors together",
                       f"{seen.elements:,}", everything)
    if seen.peak > BYTES * features:
        return Problem(what, f"at most {BYTES * features / 1e6:.0f} MB of memory", f"{seen.peak / 1e6:.0f} MB",
                       everything)
    if seen.pairs > features * (features - 1) // 2:
        return Problem(what, "less time than NumPy needs for all pairs",
                       f"the time that NumPy needs for {seen.pairs:,} pairs on this machine", everything)
    return None
