"""For the checks of chapter 05: the training loop of distillation, right and wrong."""

import torch
from torch.nn import functional as F

from robustlib.checks.judging import as_tensor, first, number
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
        case(2, "9 colour images of 6 classes in batches of 3, T = 2 and 1 epoch", 9, 2.0, 1, 0.1, 3, (3, 4, 5), 6),
        case(3, "a teacher with dropout, in training mode, T = 5 and 2 epochs", 10, 5.0, 2, 0.03, 5,
             teacher={"dropout": 0.5, "training": True}),
        case(4, "a student with dropout, T = 3 and 2 epochs", 24, 3.0, 2, 0.01, 12, student={"dropout": 0.5}),
        case(5, "a batch size larger than the number of images, T = 10 and 4 epochs", 7, 10.0, 4, 0.05, 64),
    ]


# ---- The loop, and how it goes wrong ---------------------------------------------------------------------------------


def cross_entropy(z, q, T):
    return F.cross_entropy(z / T, q)


def losses_of(arguments, loss=cross_entropy, labels=lambda z, T: (z / T).softmax(1), order="generator", zero=True,
              fresh=False, batch=None, optimizer=torch.optim.Adam, step=True, weighted=True, lr_factor=1.0):
    """The losses of a loop with these parts, float64 (epochs,)."""
    teacher, student, x, T, epochs, lr, batch_size, generator = (
        value.build() if isinstance(value, Ref) else value for value in arguments.values())
    with torch.no_grad():
        soft = labels(teacher.eval()(x), T)
    student.eval()
    make = lambda: optimizer(student.parameters(), lr=lr * lr_factor)  # noqa: E731
    updates, losses = make(), []
    for _ in range(epochs):
        if fresh:
            updates = make()
        mixed = torch.randperm(len(x), generator=generator)
        rows_of = mixed if order == "generator" else torch.arange(len(x))
        found = []
        for rows in rows_of.split(batch or batch_size):
            value = loss(student(x[rows]), soft[rows], T)
            if zero:
                updates.zero_grad()
            value.backward()
            if step:
                updates.step()
            found.append((value.item(), len(rows) if weighted else 1))
        losses.append(sum(value * count for value, count in found) / sum(count for _, count in found))
    return torch.tensor(losses, dtype=torch.float64)


def entropy(q):
    return -torch.xlogy(q, q).sum(1).mean()


MISTAKES = (
    ("The student's logits are not divided by T in the loss. T belongs to both, teacher and student.",
     {"loss": lambda z, q, T: F.cross_entropy(z, q)}),
    ("The soft labels are those at T = 1. T belongs to both, teacher and student.",
     {"labels": lambda z, T: z.softmax(1)}),
    ("T is missing in both, teacher and student. That is distillation at T = 1.",
     {"loss": lambda z, q, T: F.cross_entropy(z, q), "labels": lambda z, T: z.softmax(1)}),
    ("The student learns the teacher's hard labels, the largest class alone. Give it the whole row of probabilities.",
     {"loss": lambda z, q, T: F.cross_entropy(z / T, q.argmax(1))}),
    ("The student learns the teacher's hard labels, and T is missing in its loss.",
     {"loss": lambda z, q, T: F.cross_entropy(z, q.argmax(1))}),
    ("T multiplies the student's logits. Divide them.", {"loss": lambda z, q, T: F.cross_entropy(z * T, q)}),
    ("T multiplies the teacher's logits. Divide them.", {"labels": lambda z, T: (z * T).softmax(1)}),
    ("T multiplies all logits. Divide them.",
     {"loss": lambda z, q, T: F.cross_entropy(z * T, q), "labels": lambda z, T: (z * T).softmax(1)}),
    ("That is the KL divergence: the entropy of the soft labels was taken off. It trains the same student, but the "
     "losses asked for are cross-entropies.", {"loss": lambda z, q, T: cross_entropy(z, q, T) - entropy(q)}),
    ("That is the KL divergence with a mean over images and classes. Take the cross-entropy: the sum over the classes, "
     "the mean over the images.",
     {"loss": lambda z, q, T: (cross_entropy(z, q, T) - entropy(q)) / z.shape[1]}),
    ("That is the KL divergence the other way round. The soft labels stand in front: −Σ q·log p.",
     {"loss": lambda z, q, T: ((z / T).softmax(1) * ((z / T).log_softmax(1) - q.log())).sum(1).mean()}),
    ("The soft labels and the student have changed places: the log is that of the student.",
     {"loss": lambda z, q, T: -((z / T).softmax(1) * q.log()).sum(1).mean()}),
    ("There is a factor T² in front of the loss. Here it has none.",
     {"loss": lambda z, q, T: T**2 * cross_entropy(z, q, T)}),
    ("There is a factor T² in front of the KL divergence. Take the plain cross-entropy.",
     {"loss": lambda z, q, T: T**2 * (cross_entropy(z, q, T) - entropy(q))}),
    ("That is divided by the number of classes, too: add over the classes, average over the images.",
     {"loss": lambda z, q, T: cross_entropy(z, q, T) / z.shape[1]}),
    ("The log-softmax runs over the images. Take it over the classes, dimension 1.",
     {"loss": lambda z, q, T: -(q * (z / T).log_softmax(0)).sum(1).mean()}),
    ("That is the sum over the images. Take their mean.",
     {"loss": lambda z, q, T: len(z) * cross_entropy(z, q, T)}),
    ("The student's logits went through a softmax twice. F.cross_entropy takes logits.",
     {"loss": lambda z, q, T: F.cross_entropy((z / T).softmax(1), q)}),
    ("That is the squared difference of the probabilities. Take the cross-entropy.",
     {"loss": lambda z, q, T: F.mse_loss((z / T).softmax(1), q)}),
    ("The gradients add up from batch to batch. Call zero_grad() before each backward().", {"zero": False}),
    ("The student does not move. Call backward(), then the optimizer's step(), for each batch.", {"step": False}),
    ("A new optimizer is made in each epoch. Adam remembers: make it once, before the loop.", {"fresh": True}),
    ("The learning rate is not lr. Pass it on to the optimizer.",
     {"optimizer": lambda parameters, lr: torch.optim.Adam(parameters)}),
    ("All images are one batch. Split the order into parts of batch_size.", {"batch": 10**9}),
    ("That is plain gradient descent. Take torch.optim.Adam.", {"optimizer": torch.optim.SGD}),
    ("The learning rate is multiplied by T. Pass lr as it is.", {"lr_factor": "T"}),
    ("The images come in their own order. Take those of torch.randperm(len(x), generator=generator).",
     {"order": "own"}),
)


def distill_judge(case, seen):
    arguments = case.arguments
    options = dict(arguments["student"].options)
    right = [losses_of(arguments), losses_of(arguments, weighted=False)]
    what = "the mean loss of each epoch"

    def near(other, got, rtol=1e-3):
        return got.shape == other.shape and torch.allclose(got, other, rtol=rtol, atol=1e-5)

    def values():
        got = as_tensor(seen.value)
        if got is None or got.shape != right[0].shape:
            return _shape(seen.value, got, arguments)
        got = got.double()
        if not torch.isfinite(got).all():
            return Problem(what, "finite numbers", "some that are nan or infinite",
                           "log 0 is −inf. F.cross_entropy(logits / T, soft) takes the log for you.")
        exact = any(near(each, got) for each in right)
        if options.get("dropout"):
            return _without_dropout(what) if exact else _plausible(what, right[0], got)
        if exact:
            return None
        off = int((~torch.isclose(got, right[0], rtol=1e-3, atol=1e-5)).nonzero()[0])
        likely = next((words for words, parts in MISTAKES if any(
            near(losses_of(arguments, weighted=weighted, **_parts(parts, arguments["T"])), got, 1e-4)
            for weighted in (True, False))), "")
        if not likely and dict(arguments["teacher"].options).get("dropout"):
            likely = "The teacher's dropout was at work. Make the soft labels in evaluation mode, as soft_labels does."
        if not likely and near(right[0][:1], got[:1]):
            likely = ("The first epoch is right, later ones are not. Is the order drawn anew in each epoch, from "
                      "`generator`, and nothing else drawn from it? Is the optimizer Adam with this lr, made once, for "
                      "the student alone?")
        return Problem(what, f"{number(right[0][off])} in epoch {off + 1}", f"{number(got[off])}", likely)

    return first(lambda: _drawn(seen, options), values, lambda: _side_effects(seen))


def _parts(parts, T):
    return {**parts, "lr_factor": T} if "lr_factor" in parts else parts


def _shape(value, got, arguments):
    epochs = arguments["epochs"]
    batches = -(-len(arguments["x"]) // arguments["batch_size"])
    likely = ""
    if value.kind == "none":
        likely = "Does the function end with `return`?"
    elif value.kind == "other":
        likely = "The student is trained in place, so there is no need to return it. Return the list of losses."
    elif got is not None and got.numel() == epochs * batches:
        likely = "That is one loss a batch. Take the mean over the batches of an epoch."
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
