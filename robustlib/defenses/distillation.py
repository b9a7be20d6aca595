"""Defensive distillation: learn from soft labels at a temperature (Papernot et al. 2016, S&P)."""

import copy

import torch

from robustlib import _arguments as check
from robustlib import metrics, models
from robustlib.training import drawing_from, fit


def softmax(logits, temperature=1.0):
    """F(x)_i = exp(z_i / T) / Σ_l exp(z_l / T), in each row: (N, K) → (N, K), of the logits' dtype (section II, eq. 1).

    T → 0 leaves the largest logit alone, T → ∞ makes all K answers equal. Stable: the row's largest logit is
    subtracted before anything else, so no finite logit overflows, whatever the temperature.
    """
    check.tensor(logits, "logits")
    if logits.ndim != 2 or not logits.is_floating_point():
        raise ValueError(f"logits: expected floating-point rows of shape (N, K), got {check.describe(logits)}")
    temperature = check.number(temperature, "temperature", low_open=True)
    # The difference first: z / T overflows for a small T where (z − max) / T only goes to −∞, whose exp is 0.
    return ((logits - logits.amax(1, keepdim=True)) / temperature).softmax(1)


def soft_labels(net, x, temperature=1.0, batch_size=256):
    """What the network thinks of each image, rows of probabilities (N, K) at this temperature."""
    return softmax(metrics.predict(net, x, batch_size), temperature)


def train_at(net, x, y, temperature, *, epochs, warm_up=1, generator=None, **options):
    """Train `net` in place through a softmax at this temperature; return the mean loss of each epoch.

    y: class indices (N,), or soft labels (N, K). At T = 100 the logits of an untrained network are so small,
    once divided, that learning hardly starts. So the first `warm_up` of the epochs are at T = 1, as in the published
    reimplementation (Carlini and Wagner 2016). epochs and all other options: as for training.fit.
    """
    epochs, warm_up = check.count(epochs, "epochs"), check.count(warm_up, "warm_up")
    temperature = check.number(temperature, "temperature", low_open=True)
    warm_up = min(warm_up, epochs) if temperature != 1 else 0
    losses = fit(net, x, y, epochs=warm_up, generator=generator, **options)
    return losses + fit(net, x, y, epochs=epochs - warm_up, temperature=temperature, generator=generator, **options)


def distill(teacher, x, y, temperature, *, epochs, warm_up=1, generator=None, **options):
    """Train a student on the soft labels of a teacher, all at one temperature T; return it, in evaluation mode.

    The paper's procedure (section IV): the teacher learns the classes y through a softmax at T; its probabilities
    at T are the soft labels; a student of the same architecture learns those, at T again. It is used at T = 1: its
    logits are those of the network that comes back, as they are.

    teacher: a network trained at this temperature (see `train_at`); it is left as it is. None: one of the paper's
    layout for images of this shape is trained first. x: (N, C, H, W) in [0, 1]. y: class indices (N,), for a
    teacher that is yet to be trained. warm_up: see `train_at`. generator: where the student's first weights, and
    all that training draws, come from. epochs and all other options: as for training.fit, for each of the two.
    """
    check.images(x)
    check.labels(y, len(x), device=x.device)
    check.number(temperature, "temperature", low_open=True)
    options = {"epochs": epochs, "warm_up": warm_up, "generator": generator, **options}
    if teacher is None:
        teacher = _paper_layout(x, int(y.max()) + 1 if len(y) else 2, generator)
        train_at(teacher, x, y, temperature, **options)
    check.module(teacher, "teacher")
    student = untrained_copy(teacher, generator)
    train_at(student, x, soft_labels(teacher, x, temperature), temperature, **options)
    return student.eval()


def untrained_copy(net, generator=None):
    """A network of the same architecture, whose weights are drawn anew, from `generator` or torch's default one."""
    student = copy.deepcopy(net)
    with drawing_from(generator, torch.device("cpu")):
        for name, module in student.named_modules():
            module.training = True
            if hasattr(module, "reset_parameters"):
                module.reset_parameters()
            elif next(module.parameters(recurse=False), None) is not None:
                raise ValueError(f"teacher: {name or 'the network'} ({type(module).__name__}) has weights of its own "
                                 f"and no method reset_parameters, so no untrained student can be made of it")
    for parameter in student.parameters():
        parameter.grad = None
        parameter.requires_grad_()
    return student


def _paper_layout(x, classes, generator):
    """An untrained network of the distillation paper's sizes (Table I) for square images like these."""
    if x.shape[2] != x.shape[3]:
        raise ValueError(f"x: expected square images where no teacher is given, got {tuple(x.shape[2:])}")
    paper = models.LAYOUTS["cifar10" if x.shape[1] == 3 else "mnist"]
    layout = models.Layout(x.shape[1], x.shape[2], paper.widths, paper.hidden, x.mean().item(), x.std().item())
    with drawing_from(generator, torch.device("cpu")):
        return models.ConvNet(layout, classes).to(x.device)
