"""The framework that every attack of the course follows (Papernot et al. 2016, "Distillation as a Defense", sec. II).

1. Direction sensitivity estimation: how much does each pixel matter to the network's answer?
2. Perturbation selection: which pixels are changed, and by how much?
The two repeat until the network is fooled, nothing is left to change, or the iterations are used up.
"""

import inspect

import torch
from torch.nn import functional as F

from robustlib import _arguments as check


def craft(net, x, goal, estimate, perturb, max_iterations, batch_size=None):
    """Craft adversarial images: estimate, perturb, and look whether the network is fooled, again and again.

    net: maps images to logits (N, K). x: images (N, C, H, W) in [0, 1].
    goal(logits) → bool (N,): which images are finished. None never finishes one early.
    estimate(net, x) → the sensitivity of each image's features, any tensor with N rows.
    perturb(x, sensitivity, x_start) → (x, stuck): the changed images, and bool (N,), which can go no further.
    max_iterations: the largest number of perturbations of an image.
    batch_size: how many images are worked on at once, which bounds the memory; when one is finished, the next
    comes in. None: all of them.

    Each call sees only the unfinished images. A function with a parameter named `rows` is given their
    indices (M,) in the batch as well: `goal=lambda logits, rows: logits.argmax(1) != y[rows]`.
    An estimate with a parameter named `logits` is given those of x, ready to be differentiated by x. They
    come from the pass through the network that served the goal, so it need not make one of its own.

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
    batch_size = None if batch_size is None else check.count(batch_size, "batch_size", low=1)
    differentiable = _has_parameter(estimate, "logits")
    goal, estimate, perturb = map(_with_rows, (goal, estimate, perturb))

    x = x.detach()
    x_adv = x.clone()
    unfinished = torch.arange(len(x) if max_iterations else 0, device=x.device)
    iterations = torch.zeros_like(unfinished)
    with check.evaluating(net):
        while len(unfinished):
            rows, waiting = unfinished[:batch_size], unfinished[len(unfinished[:batch_size]) :]
            images, logits = x_adv[rows], None
            if goal is not None or differentiable:
                images, logits = _forward(net, images, differentiable)
            if goal is not None:
                fooled = _finished(goal, logits, rows)
                rows = rows[~fooled]
                images, logits = _only(~fooled, images, logits)
            if len(rows):
                shared = {"logits": logits} if differentiable else {}
                with torch.set_grad_enabled(differentiable or torch.is_grad_enabled()):
                    sensitivity = _rowwise(estimate(net, images, rows=rows, **shared), rows, "estimate")
                with torch.no_grad():
                    changed, stuck = _perturbed(perturb(images.detach(), sensitivity, x[rows], rows=rows), x[rows])
                x_adv[rows] = changed
                iterations[rows] += 1
                rows = rows[~stuck & (iterations[rows] < max_iterations)]
            unfinished = torch.cat([rows, waiting])
            del images, logits  # and with them the graph, before the next one is built
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


def _has_parameter(function, name):
    try:
        return name in inspect.signature(function).parameters
    except (TypeError, ValueError):  # some built-in callables have no signature
        return False


def _with_rows(function):
    """The same function, with a keyword `rows` that is passed on only if the function asks for it."""
    if function is None or _has_parameter(function, "rows"):
        return function
    return lambda *args, rows, **shared: function(*args, **shared)


def _forward(net, images, differentiable):
    """(images, logits), the images as a leaf of the graph if the logits are to be differentiated by them."""
    images = images.detach().requires_grad_(differentiable)
    with torch.set_grad_enabled(differentiable):
        logits = check.logits(net(images), len(images))
    if differentiable and len(images) and not logits.requires_grad:
        raise ValueError("net: expected logits that can be differentiated by the images, got detached ones")
    return images, logits


def _finished(goal, logits, rows):
    with torch.no_grad():
        done = goal(logits.detach(), rows=rows)
    if not isinstance(done, torch.Tensor) or done.dtype != torch.bool or done.shape != (len(logits),):
        raise ValueError(f"goal: expected it to return bool ({len(logits)},), got {check.describe(done)}")
    return done


def _only(keep, images, logits):
    """Those rows of images and logits; logits that can be differentiated still can, by the images returned."""
    if keep.all():
        return images, logits
    part = images.detach()[keep]
    if not logits.requires_grad:
        return part, logits[keep]
    part.requires_grad_()
    with torch.enable_grad():
        return part, _Rows.apply(part, images, logits, keep)


class _Rows(torch.autograd.Function):
    """Some rows of logits, differentiable by the same rows of the images: a bridge to the graph of the whole batch."""

    @staticmethod
    def forward(ctx, part, images, logits, keep):
        ctx.whole = images, logits, keep
        return logits.detach()[keep]

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, gradient):
        images, logits, keep = ctx.whole
        whole = torch.zeros_like(logits)
        whole[keep] = gradient
        return torch.autograd.grad(logits, images, whole, retain_graph=True)[0][keep], None, None, None


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
