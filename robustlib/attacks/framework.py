"""The framework that every attack of the course follows (Papernot et al. 2016, "Distillation as a Defense", sec. II).

1. Direction sensitivity estimation: how much does each pixel matter to the network's answer?
2. Perturbation selection: which pixels are changed, and by how much?
The two repeat until the network is fooled, nothing is left to change, or the iterations are used up.
"""

import inspect

import torch
from torch.nn import functional as F

from robustlib import _arguments as check


def craft(net, x, goal, estimate, perturb, max_iterations):
    """Craft adversarial images: estimate, perturb, and look whether the network is fooled, again and again.

    net: maps images to logits (N, K). x: images (N, C, H, W) in [0, 1].
    goal(logits) → bool (N,): which images are finished. None never finishes one early.
    estimate(net, x) → the sensitivity of each image's features, any tensor with N rows.
    perturb(x, sensitivity, x_start) → (x, stuck): the changed images, and bool (N,), which can go no further.
    max_iterations: the largest number of perturbations of an image.

    Each call sees only the unfinished images. A function with a parameter named `rows` is given their
    indices (M,) in the batch as well: `goal=lambda logits, rows: logits.argmax(1) != y[rows]`.

    Returns x_adv, of x's shape, dtype and device, detached. An image that reaches the goal before its first
    perturbation comes back unchanged. Raises TypeError or ValueError, naming the argument, for bad input
    and for functions that return the wrong thing.
    """
    check.network(net)
    check.images(x)
    for function, name in ((goal, "goal"), (estimate, "estimate"), (perturb, "perturb")):
        if function is not None or name != "goal":
            check.function(function, name)
    max_iterations = check.count(max_iterations, "max_iterations")
    goal, estimate, perturb = map(_with_rows, (goal, estimate, perturb))

    x = x.detach()
    x_adv = x.clone()
    rows = torch.arange(len(x), device=x.device)
    with check.evaluating(net):
        for _ in range(max_iterations):
            if goal is not None:
                rows = rows[~_finished(net, x_adv[rows], goal, rows)]
            if not len(rows):
                break
            sensitivity = _rowwise(estimate(net, x_adv[rows], rows=rows), rows, "estimate")
            with torch.no_grad():
                changed, stuck = _perturbed(perturb(x_adv[rows], sensitivity, x[rows], rows=rows), x[rows])
            x_adv[rows] = changed
            rows = rows[~stuck]
    return x_adv


def loss_gradient(labels, targeted=False):
    """An `estimate` for craft: ∂J/∂x, the gradient of the cross-entropy with the labels (N,).

    For a targeted attack the sign is turned round, so that following it always helps the attacker. The loss
    is summed, not averaged, over the batch: an image's gradient does not depend on its neighbours.
    """
    direction = -1.0 if targeted else 1.0

    def estimate(net, x, rows):
        x = x.detach().requires_grad_()
        with torch.enable_grad():
            logits = check.logits(net(x), len(x))
            check.labels(labels[rows], len(x), classes=logits.shape[1])
            if not logits.requires_grad:
                raise ValueError("net: expected logits that can be differentiated by the images, got detached ones")
            loss = direction * F.cross_entropy(logits, labels[rows].long(), reduction="sum")
            # autograd.grad, not backward: the network's own gradients stay as they were.
            return torch.autograd.grad(loss, x)[0]

    return estimate


def _with_rows(function):
    """The same function, with a keyword `rows` that is passed on only if the function asks for it."""
    if function is None:
        return None
    try:
        wants_rows = "rows" in inspect.signature(function).parameters
    except (TypeError, ValueError):  # some built-in callables have no signature
        wants_rows = False
    return function if wants_rows else lambda *args, rows: function(*args)


def _finished(net, x, goal, rows):
    with torch.no_grad():
        done = goal(check.logits(net(x), len(x)), rows=rows)
    if not isinstance(done, torch.Tensor) or done.dtype != torch.bool or done.shape != (len(x),):
        raise ValueError(f"goal: expected it to return bool ({len(x)},), got {check.describe(done)}")
    return done


def _rowwise(sensitivity, rows, name):
    if not isinstance(sensitivity, torch.Tensor) or sensitivity.ndim < 1 or len(sensitivity) != len(rows):
        raise ValueError(f"{name}: expected it to return a tensor with {len(rows)} rows, "
                         f"got {check.describe(sensitivity)}")
    return sensitivity.detach()


def _perturbed(result, x):
    if not isinstance(result, tuple) or len(result) != 2:
        raise ValueError(f"perturb: expected it to return (x, stuck), got {check.describe(result)}")
    changed, stuck = result
    if not isinstance(changed, torch.Tensor) or changed.shape != x.shape:
        raise ValueError(f"perturb: expected images of shape {tuple(x.shape)}, got {check.describe(changed)}")
    if not isinstance(stuck, torch.Tensor) or stuck.dtype != torch.bool or stuck.shape != (len(x),):
        raise ValueError(f"perturb: expected stuck as bool ({len(x)},), got {check.describe(stuck)}")
    return changed.detach().to(x.dtype), stuck
