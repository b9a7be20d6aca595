"""For the check of source_target_matrix: its cases and its judge."""

import torch

from robustlib.checks.judging import Mistake, as_tensor, describe, first, items, untouched
from robustlib.checks.specification import Case, Problem, Value


def matrix_cases(seed):
    def case(number, what, count, classes, chance=0.6, missing=()):
        """Attacks from every class to every other, but for the missing pairs; (0, 1) never succeeds, (1, 0) always.
        One success changed nothing: the network gave the target's answer from the start."""
        generator = torch.Generator().manual_seed(seed + 10 * number)
        pairs = [(s, t) for s in range(classes) for t in range(classes) if s != t and (s, t) not in missing]
        pairs = torch.tensor(pairs)[torch.randint(len(pairs), (count,), generator=generator)]
        several = torch.tensor([(0, 1), (1, 0), (2, 1), (2, 1), (1, 2), (1, 2), (1, 2)])
        source, target = torch.cat([several, pairs])[torch.randperm(count + 7, generator=generator)].T
        success = torch.rand(count + 7, generator=generator) < chance
        success[(source == 0) & (target == 1)] = False
        success[(source == 1) & (target == 0)] = True
        both = ((source == 2) & (target == 1)).nonzero()[:, 0]  # two or more: some succeed, some do not
        success[both] = torch.arange(len(both)) > 0
        changed = torch.randint(1, 40, (count + 7,), generator=generator) * 2
        changed[~success] = 112
        changed[success.nonzero()[0]] = 0
        return Case(what, {"source": source, "target": target, "success": success, "changed": changed,
                           "classes": classes})

    return [
        case(0, "60 attacks among 4 classes", 53, 4),
        case(1, "400 attacks among 10 classes", 393, 10, 0.8),
        case(2, "40 attacks among 6 classes; the last one and some pairs were never tried", 33, 6, 0.5,
             ((3, 4), (0, 4), (4, 0), *((5, i) for i in range(5)), *((i, 5) for i in range(5)))),
    ]


def matrix_judge(case, seen):
    source, target, success, changed, classes = case.arguments.values()
    changed = changed.double()

    def table(values, source=source, target=target):
        """The mean of the values in each cell; nan where there is none."""
        cell = source * classes + target
        sums = torch.zeros(classes**2, dtype=torch.float64).index_add(0, cell, values.double())
        return (sums / cell.bincount(minlength=classes**2)).view(classes, classes)

    share, tried = table(success), table(torch.ones_like(changed))
    counts = torch.zeros(classes**2, dtype=torch.float64).index_add(
        0, source * classes + target, torch.ones_like(changed)).view(classes, classes)
    size = table(changed[success], source[success], target[success])
    failures, everything = share.nan_to_num() * counts, table(changed)
    turned = "Rows and columns have changed places: row = source, column = target."
    order = "Return the share first, then the mean number of changed features."
    zero = "Where there is nothing to average, the cell holds nan, not a number: 0 would be a claim."
    unchanged = "An attack that changed 0 features counts as well: it reached its target at once."
    moved = success & (changed > 0)
    wrong = {
        "the share of successes": (share, [
            (turned, share.T), (order, size), (zero, share.nan_to_num(0)), (zero, share.nan_to_num(1)),
            ("A cell whose attacks all failed has the share 0: nan is for cells without an attack.",
             torch.where(share > 0, share, torch.nan)),
            (unchanged, table(success[changed > 0], source[changed > 0], target[changed > 0])),
            ("That is the number of successes. Divide by the number of attacks in the cell.", failures),
            ("That is the number of successes. Divide by the number of attacks in the cell.",
             torch.where(counts > 0, failures, torch.nan)),
            ("Each cell was divided by the number of all attacks. Divide by those in the cell.",
             failures / len(source)),
            ("Each cell was divided by the number of all attacks. Divide by those in the cell.",
             torch.where(counts > 0, failures / len(source), torch.nan)),
            ("That is in per cent. Return a share, from 0 to 1.", 100 * share),
            ("That is the share of failures.", 1 - share),
            ("Each cell was divided by the attacks from its source class. Divide by those in the cell.",
             torch.where(counts > 0, failures / counts.sum(1, keepdim=True), torch.nan)),
        ]),
        "the mean number of changed features, over the successes": (size, [
            (turned, size.T), (order, share), (zero, size.nan_to_num(0)),
            (unchanged, table(changed[moved], source[moved], target[moved])),
            ("Failed attacks are averaged in. They say where the attack gave up, not how far the target is: leave them "
             "out.", everything),
            ("Failed attacks count as 0 changed features. Leave them out: divide by the number of successes.",
             table(changed * success)),
            ("That counts pairs. changed holds features already.", size / 2),
            ("That counts each feature twice. changed holds features already.", size * 2),
            ("That is the sum. Divide by the number of successes in the cell.", size * failures),
            ("That is the sum. Divide by the number of successes in the cell.", (size * failures).nan_to_num()),
            ("That is the mean over the failures.", table(changed[~success], source[~success], target[~success])),
        ]),
    }

    def each():
        return first(*(_matrix(part, right, what, [Mistake(*pair) for pair in mistakes], tried)
                       for part, (what, (right, mistakes)) in zip(value.data, wrong.items())))

    value = _two(seen.value)
    return first(items(value, 2), each, untouched(seen))


def _two(value):
    """Two matrices stacked unpack as a tuple does."""
    if value.kind in ("tensor", "array") and value.data.ndim == 3:
        return Value("tuple", [Value("tensor", part) for part in value.data], type_name="tuple")
    return value


def _matrix(value, right, what, mistakes, tried):
    got = as_tensor(value)
    if got is None or got.shape != right.shape:
        return Problem(f"{what}: its shape", f"a tensor of shape {tuple(right.shape)}", describe(value),
                       "One row and one column for each of the `classes`." if got is not None else "")
    got = got.double()
    gap = ~torch.isclose(got, right, rtol=1e-4, atol=1e-6, equal_nan=True)
    if not gap.any():
        return None
    likely = next((m.likely for m in mistakes if torch.isclose(got, m.value, rtol=1e-4, atol=1e-6,
                                                               equal_nan=True).all()), "")
    row, column = gap.nonzero()[0].tolist()
    expected = right[row, column].item()
    if not likely and expected != expected:
        likely = ("The cell has no success to average: nan." if tried[row, column] == 1 else
                  "Nobody was attacked from this class to that one: nan.")
    return Problem(what, f"{expected:.4g} at row {row}, column {column}", f"{got[row, column]:.4g}", likely)
