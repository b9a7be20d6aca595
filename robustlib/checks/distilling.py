"""For the checks of chapter 05: cases of distillation, and the judge of its losses."""

import torch

from robustlib.checks.distilling_loops import MISTAKES, RIGHT_MEANS, WRONG_MEANS, batches_of, dropped_means, log_of
from robustlib.checks.judging import apart, as_tensor, first, number
from robustlib.checks.references import Ref
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded

# ---- Cases -----------------------------------------------------------------------------------------------------------


def distill_cases(seed):
    def case(order, what, count, T, epochs, lr, batch_size, shape=(1, 6, 6), classes=4, student=(), teacher=()):
        x = torch.rand((count, *shape), generator=seeded(seed, order))
        sizes = {"shape": shape, "classes": classes}
        nets = [Ref("sure_network", seed + 10 * order + place, tuple({**sizes, **dict(options)}.items()))
                for place, options in ((1, {"out": 3.0 * T, **dict(teacher)}), (2, dict(student)))]
        return Case(what, {"teacher": nets[0], "student": nets[1], "x": x, "T": T, "epochs": epochs, "lr": lr,
                           "batch_size": batch_size, "generator": Ref("generator", seed + 10 * order + 3)})

    return [
        case(0, "12 images, T = 5, 3 epochs of one batch", 12, 5.0, 3, 0.05, 12),
        case(1, "20 images in batches of 8, T = 20 and 3 epochs", 20, 20, 3, 0.02, 8),
        case(2, "9 colour images of 6 classes in batches of 3, T = 2 and 5 epochs", 9, 2.0, 5, 0.015, 3, (3, 4, 5), 6),
        case(3, "a teacher with dropout, in training mode, T = 5 and 2 epochs", 10, 5.0, 2, 0.03, 5,
             teacher={"dropout": 0.5, "training": True}),
        case(4, "a student with dropout, T = 3 and 2 epochs", 24, 3.0, 2, 0.01, 12, student={"dropout": 0.5}),
        case(5, "a batch size larger than the number of images, T = 10 and 1 epoch", 7, 10.0, 1, 0.05, 64),
        case(6, "40 images in one batch, T = 2, 6 epochs, and a student with logits of some hundreds", 40, 2.0, 6, 0.3,
             40, student={"out": 1500.0}, teacher={"out": 3.0}),
    ]


# ---- What came of the loop -------------------------------------------------------------------------------------------


def distill_judge(case, seen):
    arguments = case.arguments
    options = dict(arguments["student"].options)
    found = batches_of(arguments)
    right = [_losses(found, mean) for mean in RIGHT_MEANS]
    what = "the mean loss of each epoch"

    def values():
        got = as_tensor(seen.value)
        if got is None or got.shape != right[0].shape:
            return _shape(seen.value, got, arguments)
        got = got.double()
        if not torch.isfinite(got).all():
            unstable = _losses(batches_of(arguments, **log_of(lambda p: p)), RIGHT_MEANS[0])
            alike = torch.equal(torch.isfinite(unstable), torch.isfinite(got))
            return Problem(what, "finite numbers", "some that are nan or infinite", "log 0 is −inf. F.cross_entropy("
                           "logits / T, soft) takes the log for you." if alike else "", "hint 2")
        exact = any(_near(each, got) for each in right)
        if options.get("dropout"):
            return _without_dropout(what) if exact else _plausible(what, right[0], got)
        if exact:
            return None
        off = int((~torch.isclose(got, right[0], rtol=1e-3, atol=1e-5)).nonzero()[0])
        wanted, came = apart(right[0][off], got[off])
        return Problem(what, f"{wanted} in epoch {off + 1}", came, *_cause(arguments, found, got, right[0]))

    return first(lambda: _drawn(seen, options), values, lambda: _side_effects(seen))


def _means(parts, count):
    return dropped_means(count) if "drop" in parts or "most" in parts else RIGHT_MEANS


def _losses(found, mean):
    return torch.tensor([mean(batches) if batches else torch.nan for batches in found], dtype=torch.float64)


def _near(other, got, rtol=1e-3):
    return got.shape == other.shape and torch.allclose(got, other, rtol=rtol, atol=1e-5)


def _cause(arguments, found, got, right):
    """Why the losses are others: the likely cause, and where to read about it."""
    count = len(arguments["x"])
    for likely, mean in WRONG_MEANS:
        if _near(_losses(found, lambda batches, mean=mean: mean(batches, count)), got, 1e-4):
            return likely, ""
    for look_at, likely, parts in MISTAKES:
        other = batches_of(arguments, **parts)
        if any(_near(_losses(other, mean), got, 1e-4) for mean in _means(parts, count)):
            return likely, look_at
    if dict(arguments["teacher"].options).get("dropout"):
        return ("Was the teacher's dropout at work? Make the soft labels in evaluation mode, as soft_labels does.",
                "hint 1")
    if _near(right[:1], got[:1]):
        return ("The first epoch is right, later ones are not. Is the order drawn anew in each epoch, from "
                "`generator`, and nothing else drawn from it? Is the optimizer Adam with this lr, made once, for the "
                "student alone?", "")
    return "", ""


def _shape(value, got, arguments):
    epochs = arguments["epochs"]
    batches = -(-len(arguments["x"]) // arguments["batch_size"])
    likely = ""
    if value.kind == "none":
        likely = "Does the function end with `return`?"
    elif value.kind == "other":
        likely = "The student is trained in place, so there is no need to return it. Return the list of losses."
    elif got is not None and got.shape == (20,):
        likely = "20 losses: was that the notebook's EPOCHS? Use the argument epochs."
    elif got is not None and got.numel() == epochs * batches:
        likely = "That is one loss a batch. Take the mean over the batches of an epoch."
    elif got is not None and got.shape in ((epochs + 1,), (epochs - 1,)):
        likely = f"One {'more' if len(got) > epochs else 'less'} than there are epochs. Loop over range(epochs)."
    elif got is not None and got.numel() == 1:
        likely = "That is one number. Collect the loss of every epoch."
    shown = f"{got.numel()} numbers" if got is not None else value.type_name
    return Problem("one loss for each epoch", f"a list of {epochs} numbers", shown, likely)


def _without_dropout(what):
    return Problem("the student learns in training mode", "dropout at work", "the losses of a student without dropout",
                   "Call student.train() before the loop: else its dropout sleeps.")


def _plausible(what, right, got):
    """With dropout the losses cannot be foretold; a mean of this size differs by much less than a factor of 3."""
    if (got < 3 * right + 1).all() and (got > right / 3 - 0.3).all():
        return None
    return Problem(what, f"about {number(right[0])} in the first epoch", number(got[0]))


def _drawn(seen, options):
    if seen.value.kind == "none" or "generator" in seen.drawn_from and (options.get("dropout")
                                                                        or not seen.generator_used):
        return None
    if "generator" in seen.drawn_from:
        return Problem("the order is drawn from `generator` alone", "torch's default generator left alone",
                       "it was drawn from",
                       "Is the teacher in evaluation mode, is torch.randperm given generator=generator, and is no new "
                       "network made here?")
    return Problem("the order of the images is drawn from `generator`", "torch.randperm(len(x), generator=generator)",
                   "nothing was drawn from it", "Without generator=… torch.randperm draws from its default one, and a "
                   "second run gives another student.")


def _side_effects(seen):
    if not seen.parameters_changed:
        return Problem("the student itself is trained", "other weights afterwards", "the weights it came with",
                       "Was a copy trained? Give the optimizer student.parameters().")
    if seen.changed_arguments:
        return Problem("the images are left as they were", "no change", f"{', '.join(seen.changed_arguments)} changed")
    if seen.mode_changed:
        return Problem("the student leaves in evaluation mode, the teacher in the mode it came in", "those modes",
                       "another mode", "End with student.eval(). For the teacher, your soft_labels puts the mode back.")
    return None
