"""For the checks of chapter 05: the training loop of distillation, right and wrong."""

import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader

from robustlib.checks.references import Ref

# ---- The loop, and how its losses are put together ------------------------------------------------------------------


def cross_entropy(z, q, T):
    return F.cross_entropy(z / T, q)


def soft(z, T):
    return (z / T).softmax(1)


def batches_of(arguments, loss=cross_entropy, labels=soft, labeller="teacher", learner="student", order="drawn",
               own=(), batch=None, drop=False, most=None, optimizer=torch.optim.Adam, lr_factor=1.0, fresh=False,
               zero=True, step=True):
    """What a loop with these parts finds: for each epoch, a list of (loss, size) of its batches."""
    built = {name: value.build() if isinstance(value, Ref) else value for name, value in arguments.items()}
    x, T, net, size = built["x"], built["T"], built[learner], batch or built["batch_size"]
    with torch.no_grad():
        targets = labels(built[labeller].eval()(x), T)
    net.eval()  # nothing has dropout where these numbers are compared
    orders = _orders(len(x), size, order, built["generator"])
    make = lambda: optimizer(net.parameters(), lr=built["lr"] * (T if lr_factor == "T" else lr_factor))  # noqa: E731
    updates, found = make(), []
    for _ in range(built["epochs"]):
        updates = make() if fresh else updates
        found.append([])
        chosen, plain = next(orders), torch.arange(len(x))
        parts = [(plain if name in own else chosen).split(size) for name in ("images", "labels")]
        for rows, label_of in list(zip(*parts))[:most]:
            if drop and len(rows) < size:
                continue
            value = loss(net(x[rows]), targets[label_of], T)
            if zero:
                updates.zero_grad()
            value.backward()
            if step:
                updates.step()
            found[-1].append((value.item(), len(rows)))
    return found


def _orders(count, size, order, generator):
    """An order of the images for each epoch, without end."""
    once = torch.randperm(count, generator=generator) if order == "once" else torch.arange(count)
    loader = DataLoader(range(count), size, shuffle=True, generator=generator)
    while True:
        if order == "loader":
            yield torch.cat(list(loader))
        else:
            yield torch.randperm(count, generator=generator) if order == "drawn" else once


def _mean(batches):
    return sum(loss * size for loss, size in batches) / sum(size for _, size in batches)


def _mean_of_batches(batches):
    return sum(loss for loss, _ in batches) / len(batches)


RIGHT_MEANS = (_mean, _mean_of_batches)
LAST_MISSING = "The last batch, smaller than the others, is left out. It counts, too."
WRONG_MEANS = (
    ("That is the loss of the epoch's last batch. Take the mean over all its batches.", lambda found, n: found[-1][0]),
    ("That is the loss of the epoch's first batch. Take the mean over all its batches.", lambda found, n: found[0][0]),
    ("That is the largest loss of the epoch. Take the mean.", lambda found, n: max(found)[0]),
    ("That is the sum over the batches. Take the mean.", lambda found, n: sum(loss for loss, _ in found)),
    ("That is the sum over all images. Take the mean.", lambda found, n: sum(loss * size for loss, size in found)),
    ("The batches' losses are means already. Multiply each by its size, or divide their sum by their number, rather "
     "than by that of the images.", lambda found, n: sum(loss for loss, _ in found) / n),
)


def dropped_means(count):
    """The means of an epoch without its last batches: by what was left, or by what there was before."""
    return (*RIGHT_MEANS, lambda found: sum(loss * size for loss, size in found) / count,
            lambda found: sum(loss for loss, _ in found) / (len(found) + 1))


def entropy(q):
    return -torch.xlogy(q, q).sum(1).mean()


def log_of(change):
    """The loss with the logarithm of a softmax that was changed so that log 0 does not show."""
    return {"loss": lambda z, q, T: -(q * change((z / T).softmax(1)).log()).sum(1).mean()}


TINY = (1e-30, 1e-20, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
LOG_OF = ("That is the log of the softmax with something added, or cut off, so that log 0 does not show. "
          "F.cross_entropy takes the log on paper.")
IN_ORDER = "Images and soft labels come in different orders. Take the same rows of both: x[rows] and soft[rows]."

# Where to read about it, what it is, and the parts of the loop that make it
MISTAKES = (
    ("", "The student's logits are not divided by T in the loss. T belongs to both, teacher and student.",
     {"loss": lambda z, q, T: F.cross_entropy(z, q)}),
    ("", "The soft labels are those at T = 1. T belongs to both, teacher and student.",
     {"labels": lambda z, T: z.softmax(1)}),
    ("", "T is missing in both, teacher and student. That is distillation at T = 1.",
     {"loss": lambda z, q, T: F.cross_entropy(z, q), "labels": lambda z, T: z.softmax(1)}),
    ("", "The student learns the teacher's hard labels, the largest class alone. Give it the whole row of "
         "probabilities.", {"loss": lambda z, q, T: F.cross_entropy(z / T, q.argmax(1))}),
    ("", "The student learns the teacher's hard labels, and T is missing in its loss.",
     {"loss": lambda z, q, T: F.cross_entropy(z, q.argmax(1))}),
    ("", "T multiplies the student's logits. Divide them.", {"loss": lambda z, q, T: F.cross_entropy(z * T, q)}),
    ("", "T multiplies the teacher's logits. Divide them.", {"labels": lambda z, T: (z * T).softmax(1)}),
    ("", "T multiplies all logits. Divide them.",
     {"loss": lambda z, q, T: F.cross_entropy(z * T, q), "labels": lambda z, T: (z * T).softmax(1)}),
    ("", "Teacher and student have changed places: the teacher learned. Give the optimizer student.parameters(), and "
         "take the soft labels from the teacher.", {"labeller": "student", "learner": "teacher"}),
    ("", "The student labelled the images for itself. The soft labels come from the teacher.", {"labeller": "student"}),
    ("hint 2", "That is the KL divergence: the entropy of the soft labels was taken off. It trains the same student, "
               "but the losses asked for are cross-entropies.",
     {"loss": lambda z, q, T: cross_entropy(z, q, T) - entropy(q)}),
    ("hint 2", "That is the KL divergence with a mean over images and classes. Take the cross-entropy: the sum over "
               "the classes, the mean over the images.",
     {"loss": lambda z, q, T: (cross_entropy(z, q, T) - entropy(q)) / z.shape[1]}),
    ("hint 2", "That is the KL divergence the other way round. The soft labels stand in front: −Σ q·log p.",
     {"loss": lambda z, q, T: (soft(z, T) * ((z / T).log_softmax(1) - q.log())).sum(1).mean()}),
    ("hint 2", "The soft labels and the student have changed places: the log is that of the student.",
     {"loss": lambda z, q, T: -(soft(z, T) * q.log()).sum(1).mean()}),
    ("hint 2", "There is a factor T² in front of the loss. Here it has none.",
     {"loss": lambda z, q, T: T**2 * cross_entropy(z, q, T)}),
    ("hint 2", "There is a factor T in front of the loss. Here it has none.",
     {"loss": lambda z, q, T: T * cross_entropy(z, q, T)}),
    ("hint 2", "There is a factor T² in front of the KL divergence. Take the plain cross-entropy.",
     {"loss": lambda z, q, T: T**2 * (cross_entropy(z, q, T) - entropy(q))}),
    ("hint 2", "That is divided by the number of classes, too: add over the classes, average over the images.",
     {"loss": lambda z, q, T: cross_entropy(z, q, T) / z.shape[1]}),
    ("hint 2", "The log-softmax runs over the images. Take it over the classes, dimension 1.",
     {"loss": lambda z, q, T: -(q * (z / T).log_softmax(0)).sum(1).mean()}),
    ("hint 2", "That is the sum over the images. Take their mean.",
     {"loss": lambda z, q, T: len(z) * cross_entropy(z, q, T)}),
    ("hint 2", "The student's logits went through a softmax twice. F.cross_entropy takes logits.",
     {"loss": lambda z, q, T: F.cross_entropy(soft(z, T), q)}),
    ("hint 2", "That is the squared difference of the probabilities. Take the cross-entropy.",
     {"loss": lambda z, q, T: F.mse_loss(soft(z, T), q)}),
    *(("hint 2", LOG_OF, log_of(lambda p, tiny=tiny: p + tiny)) for tiny in TINY),
    *(("hint 2", LOG_OF, log_of(lambda p, tiny=tiny: p.clamp(min=tiny))) for tiny in TINY),
    ("hint 2", "The gradients add up from batch to batch. Call zero_grad() before each backward().", {"zero": False}),
    ("hint 2", "The student does not move. Call backward(), then the optimizer's step(), for each batch.",
     {"step": False}),
    ("hint 1", "A new optimizer is made in each epoch. Adam remembers: make it once, before the loop.",
     {"fresh": True}),
    ("hint 1", "The learning rate is not lr. Pass it on to the optimizer.",
     {"optimizer": lambda parameters, lr: torch.optim.Adam(parameters)}),
    ("hint 1", "That is AdamW, which makes the weights smaller at each step. Take torch.optim.Adam.",
     {"optimizer": torch.optim.AdamW}),
    ("hint 1", "That is plain gradient descent. Take torch.optim.Adam.", {"optimizer": torch.optim.SGD}),
    ("hint 1", "The learning rate is multiplied by T. Pass lr as it is.", {"lr_factor": "T"}),
    ("hint 3", "All images are one batch. Split the order into parts of batch_size.", {"batch": 10**9}),
    ("hint 3", LAST_MISSING, {"drop": True}),
    ("hint 3", "Only the first batch of each epoch is trained on. Take all of them.", {"most": 1}),
    ("hint 3", "The images come in their own order. Take those of torch.randperm(len(x), generator=generator).",
     {"order": "own"}),
    ("hint 3", "One order is drawn for all epochs. Draw a new one in each.", {"order": "once"}),
    ("hint 3", IN_ORDER, {"own": ("labels",)}), ("hint 3", IN_ORDER, {"own": ("images",)}),
    ("hint 3", "A DataLoader draws from the generator for itself, too, so its orders are others. Take those of "
               "torch.randperm(len(x), generator=generator).", {"order": "loader"}),
)
