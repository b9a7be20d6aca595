"""For the checks of chapter 04: the cross-entropy with soft labels, and which classes they know to be alike."""

import torch
from torch.nn import functional as F

from robustlib.checks.judging import as_tensor, describe, first, untouched
from robustlib.checks.specification import Case, Problem, Value
from robustlib.checks.temperature import TOO_LARGE, exact, judged, seeded

# ---- soft_cross_entropy ----------------------------------------------------------------------------------------------


def loss_judge(case, seen):
    logits, targets, T = case.arguments.values()
    z, q = logits.double(), targets.double()
    log_p = (z / T).log_softmax(1)
    p, each = log_p.exp(), -(q * log_p).sum(1)
    right = each.mean()
    entropy = -torch.xlogy(q, q).sum(1).mean()
    low = (logits / T).softmax(1)  # in the student's dtype, where small ones are 0
    again = (q.log() / T).softmax(1)
    log_of = ("That is the log of the softmax with something added, or cut off, so that log 0 does not show. "
              "Take the log on paper first: z/T − logsumexp(z/T).")
    mistakes = [
        ("T is not in it. Divide the logits by T.", F.cross_entropy(z, q)),
        ("T multiplies the logits. Divide them by T.", F.cross_entropy(z * T, q)),
        ("There is a factor T² in front. The loss has none.", right * T**2),
        ("There is a factor T in front. The loss has none.", right * T),
        ("There is a factor 1/T in front. T belongs to the logits only.", right / T),
        ("That is the KL divergence: the entropy of the targets was taken off. Leave it in.", right - entropy),
        ("That is the KL divergence the other way round. The targets stand in front, the log is that of the network.",
         (p * (log_p - q.log())).sum(1).mean()),
        ("The targets and the network have changed places: the log is that of the network's probabilities.",
         -(p * q.log()).sum(1).mean()),
        ("That takes the largest target for the whole truth. The other classes of a soft label count, too.",
         F.cross_entropy(z / T, q.argmax(1))),
        ("That is divided by the number of classes, too: add over the classes, average over the images.",
         right / z.shape[1]),
        ("That is the sum over the images. Take their mean.", each.sum()), ("The sign is turned round.", -right),
        ("T is applied to the targets, too. They are probabilities already.", F.cross_entropy(z / T, again)),
        ("The targets went through a softmax. They are probabilities already.",
         F.cross_entropy(z / T, q.softmax(1))),
        ("The targets went through a softmax. They are probabilities already.",
         F.cross_entropy(z / T, (q / T).softmax(1))),
        ("The logits went through a softmax twice. Functions like F.cross_entropy take logits.",
         F.cross_entropy(p, q)),
        ("The log is missing: that is −Σ q·p.", -(q * p).sum(1).mean()),
        ("That is −Σ q·z/T. log p is z/T − logsumexp(z/T).", -(q * z / T).sum(1).mean()),
        ("That is the entropy of the network's own probabilities. The targets play no part.",
         -torch.xlogy(p, p).sum(1).mean()),
        ("That is the squared difference. Take −Σ q·log p.", ((p - q) ** 2).sum(1).mean()),
        ("That is the loss of the first image. Take the mean over all.", each[0]),
        ("That is the median. Take the mean over the images.", each.median()),
        ("The log-softmax runs over the images. Take it over the classes, dimension 1.",
         -(q * (z / T).log_softmax(0)).sum(1).mean()),
        ("The network's own answer is taken for the truth. The targets say what the truth is.",
         F.cross_entropy(z / T, z.argmax(1))),
        ("That is the KL divergence, averaged over images and classes. Leave the entropy of the targets in, add over "
         "the classes, average over the images.", (right - entropy) / z.shape[1]),
        ("That is base 2. Take the natural logarithm.", right / torch.log(torch.tensor(2.0, dtype=torch.float64))),
        *((log_of, -(q * (low + tiny).double().log()).sum(1).mean()) for tiny in (1e-30, 1e-20, 1e-16, 1e-15, 1e-12,
                                                                                 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5)),
        *((log_of, -(q * low.clamp(min=tiny).double().log()).sum(1).mean())
          for tiny in (1e-30, 1e-20, 1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5,
                       torch.finfo(low.dtype).eps, torch.finfo(low.dtype).tiny)),
    ]

    def nan(got):
        if not torch.isfinite((logits / T).exp().sum(1).log()).all() and torch.isfinite(low.log()).all():
            return TOO_LARGE
        return ("A probability too small for the computer is 0, and log 0 is −inf (0 · −inf is nan). Take the log on "
                "paper first: log p = z/T − logsumexp(z/T).")

    return first(
        lambda: _one_number(seen.value, len(z), z.shape[1]),
        lambda: judged(_single(seen.value), right, "the mean over the images of −Σ_i q_i·log p_i", mistakes,
                       exact(logits), nan),
        lambda: untouched(seen),
    )


def _single(value):
    got = as_tensor(value)
    return Value("tensor", got.reshape(()), value.dtype, value.device, type_name=value.type_name)


def _one_number(value, count, classes):
    got = as_tensor(value)
    if got is not None and got.numel() == 1:
        return None
    if got is None:
        return Problem("the loss is one number", "a tensor of shape ()", value.type_name,
                       "Does the function end with `return`?" if value.kind == "none" else "")
    likely = {(count,): "That is one loss for each image. Take their mean.",
              (count, classes): "Add over the classes, then take the mean over the images."}
    return Problem("the loss is one number", "a tensor of shape ()", str(tuple(got.shape)),
                   likely.get(tuple(got.shape), ""))


# ---- class_similarity ------------------------------------------------------------------------------------------------


def similarity_cases(seed):
    def case(number, what, counts, dtype=torch.float32):
        """counts[c] images of class c, in random order; the network often prefers another class."""
        generator = seeded(seed, number)
        classes = len(counts)
        y = torch.arange(classes).repeat_interleave(torch.tensor(counts))
        y = y[torch.randperm(len(y), generator=generator)]
        favoured = (y + 1 + (torch.arange(len(y)) % 3 == 0)) % classes
        logits = torch.randn((len(y), classes), generator=generator, dtype=torch.float64)
        logits += 1.5 * F.one_hot(y, classes) + 2.5 * F.one_hot(favoured, classes) * (torch.arange(len(y))[:, None] % 2)
        return Case(what, {"soft_labels": (2 * logits).softmax(1).to(dtype), "y": y, "classes": classes})

    return [
        case(0, "30 images of 4 classes", [9, 5, 7, 9]),
        case(1, "60 images of 10 classes, two of which have none", [8, 6, 9, 0, 5, 7, 10, 4, 11, 0]),
        case(2, "a single image, which is of class 1 of 3", [0, 1, 0]),
        case(3, "20 images of 5 classes, in float64", [3, 4, 3, 6, 4], torch.float64),
    ]


def similarity_judge(case, seen):
    soft, y, classes = case.arguments.values()
    soft = soft.double()
    counts = y.bincount(minlength=classes).double()[:, None]
    eye = torch.eye(classes, dtype=torch.float64)

    def table(values, y=y):
        sums = torch.zeros(classes, classes, dtype=torch.float64).index_add(0, y, values)
        return sums / y.bincount(minlength=classes)[:, None]

    right, sums = table(soft), torch.nan_to_num(table(soft)) * counts
    winner = F.one_hot(soft.argmax(1), classes).double()
    off = right * (1 - eye)
    empty = "A class without images has nothing to average: its row holds nan, not a number."

    def each(reduce):
        rows = [reduce(soft[y == c]) if (y == c).any() else torch.full((classes,), torch.nan) for c in range(classes)]
        return torch.stack([row.double() for row in rows])

    mistakes = [
        ("Rows and columns have changed places: row = the true class, column = the class of the soft label.", right.T),
        (empty, right.nan_to_num(0)), (empty, right.nan_to_num(1 / classes)), (empty, right.nan_to_num(1)),
        (empty, torch.where(right.isnan(), eye, right)),
        ("That is the sum. Divide by the number of images of the class.", sums),
        ("That is the sum. Divide by the number of images of the class.", torch.where(counts > 0, sums, torch.nan)),
        ("That is divided by the number of all images. Divide by those of the class.", sums / len(y)),
        ("That is divided by the number of all images. Divide by those of the class.",
         torch.where(counts > 0, sums / len(y), torch.nan)),
        ("That is the median. Take the mean.", each(lambda rows: rows.median(0).values)),
        ("That is the largest value. Take the mean.", each(lambda rows: rows.amax(0))),
        ("The first image of each class stands for all. Take the mean.", each(lambda rows: rows[0])),
        ("The last image of each class stands for all. Take the mean.", each(lambda rows: rows[-1])),
        ("The images are grouped by what the soft label prefers. Group them by their true class y.",
         table(soft, soft.argmax(1))),
        ("Only the favoured class of each image counts: that is a table of errors. Average the soft labels themselves.",
         table(winner)),
        ("The diagonal was taken out. Leave it in.", off),
        ("The diagonal was taken out. Leave it in.", torch.where(eye > 0, torch.nan, right)),
        ("The diagonal was taken out, and the rest scaled to a sum of 1. Leave the means as they are.",
         off / off.sum(1, keepdim=True)),
        ("The rows were scaled so that their largest is 1. Leave the means as they are.",
         right / right.amax(1, keepdim=True)),
        ("The columns were scaled to a sum of 1. Leave the means as they are.",
         right / right.nansum(0, keepdim=True)),
        ("The table was made the same both ways. Leave row and column apart.", (right + right.T) / 2),
        ("All classes have the mean over all images. Take only those of the class.",
         soft.mean(0).expand(classes, classes)),
    ]
    return first(_table(seen.value, right, mistakes, int((counts > 0).sum())), untouched(seen))


def _table(value, right, mistakes, present):
    """close, for a table in which nan is an answer."""
    got = as_tensor(value)
    if got is None or got.shape != right.shape:
        likely = "Does the function end with `return`?" if value.kind == "none" else ""
        if got is not None and got.shape[:1] == (present,):
            likely = "One row for each of the `classes`, also for those without images."
        return Problem("the shape of the result", f"a tensor of shape {tuple(right.shape)}", describe(value), likely)
    got = got.double()

    def differs(other):
        return ~torch.isclose(got, other, rtol=1e-4, atol=1e-6, equal_nan=True)

    if not differs(right).any():
        return None
    likely = next((words for words, wrong in mistakes if not differs(wrong).any()), "")
    row, column = differs(right).nonzero()[0].tolist()
    if not likely and right[row, column].isnan():
        likely = "There is no image of that class, so nothing to average: nan."
    elif not likely and got[row, column].isnan():
        likely = "There are images of that class: their mean is a number."
    return Problem("the mean soft label of the images of each class, a row for each",
                   f"{right[row, column]:.4g} at row {row}, column {column}", f"{got[row, column]:.4g}", likely)
