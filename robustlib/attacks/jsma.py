"""The Jacobian-based saliency map attack (Papernot et al. 2016, "The Limitations of Deep Learning", section III)."""

import math

import torch

from robustlib import _arguments as check
from robustlib.attacks.framework import craft
from robustlib.attacks.pair_search import best_pair

OUTPUTS = ("logits", "softmax", "log_softmax")


def jsma(net, x, target, theta=1.0, gamma=0.145, output="logits", temperature=1.0, batch_size=128):
    """Make the network answer `target` by changing few values of the image: two at a time, each by theta.

    Each iteration takes the pair p, q of values that can still move for which α = Σ_{i∈{p,q}} ∂Z_t/∂x_i is
    positive, β = Σ_{i∈{p,q}} Σ_{j≠t} ∂Z_j/∂x_i is negative, and −αβ is largest (Algorithms 2 and 3); for
    theta < 0 both signs are turned round. An image is done when the network answers its target, when no pair
    is left, or after ⌊D·gamma/2⌋ pairs of its D = C·H·W values (each channel of a colour pixel is one).

    net: maps images in [0, 1] to logits. x: (N, C, H, W) in [0, 1]. target: int64 (N,), the classes to reach.
    theta: the change of a value, in [−1, 1], not 0; results are clipped to [0, 1]. gamma: in [0, 1].
    output: what is differentiated. "logits": Z, as in the JSMA paper. "softmax": F = softmax(Z / temperature),
    as the distillation paper did, underflow included; as Σ_{j≠t} ∂F_j = −∂F_t, the rule then comes to
    the two largest entries of ∂F_t. "log_softmax": the same of log F_t, which does not underflow.
    temperature: the T of the two last; the logits' own pair rule does not depend on it.
    batch_size: so many images are worked on at once, however many there are. It bounds the memory, and changes
    a result only where the network's own rounding depends on it.

    Returns x_adv, of x's shape, dtype and device, detached: where the target was not reached, the image as far
    as it got. An image that the network takes for its target already comes back unchanged.
    """
    check.network(net)
    check.images(x)
    check.labels(target, len(x), name="target", device=x.device)
    theta = check.number(theta, "theta", low=-1, high=1)
    if theta == 0:
        raise ValueError("theta: expected a change that is not 0, got 0")
    gamma = check.number(gamma, "gamma", high=1)
    temperature = check.number(temperature, "temperature", low_open=True)
    batch_size = check.count(batch_size, "batch_size", low=1)
    if output not in OUTPUTS:
        raise ValueError(f"output: expected one of {', '.join(OUTPUTS)}, got {output!r}")

    # Half a feature is no feature, but 0.29 · 100 = 28.999… is 29.
    pairs = math.floor(x[0].numel() * gamma / 2 + 1e-9) if len(x) else 0
    perturb = _move_best_pair(theta) if output == "logits" else _move_two_largest(theta)
    return craft(net, x, goal=lambda logits, rows: logits.argmax(1) == target[rows],
                 estimate=_derivatives(target, output, temperature), perturb=perturb, max_iterations=pairs,
                 batch_size=batch_size)


def jacobian(net, x):
    """∂Z_j/∂x for every class j: (N, K, C, H, W), detached. K backward passes; for teaching and for pictures."""
    check.network(net)
    check.images(x)
    x = x.detach().requires_grad_()
    with check.evaluating(net), torch.enable_grad():
        logits = check.logits(net(x), len(x))
        rows = [torch.autograd.grad(logits[:, j].sum(), x, retain_graph=True)[0] for j in range(logits.shape[1])]
    return torch.stack(rows, dim=1)


def saliency_map(jacobian, target):
    """How much each single value helps `target`, (N, C, H, W): the paper's section III, equation 8.

    ∂Z_t · |Σ_{j≠t} ∂Z_j|, and 0 where ∂Z_t < 0 or Σ_{j≠t} ∂Z_j > 0. jacobian: (N, K, C, H, W).
    target: int64 (N,).
    """
    check.tensor(jacobian, "jacobian")
    if jacobian.ndim != 5 or not jacobian.is_floating_point():
        raise ValueError(f"jacobian: expected derivatives of shape (N, K, C, H, W), got {check.describe(jacobian)}")
    check.labels(target, len(jacobian), name="target", classes=jacobian.shape[1], device=jacobian.device)
    of_target, of_others = _split(jacobian, target)
    return torch.where((of_target < 0) | (of_others > 0), 0.0, of_target * of_others.abs())


def _split(jacobian, target):
    """The target's row of the Jacobian and the sum of the others, each (N, C, H, W)."""
    is_target = torch.nn.functional.one_hot(target.long(), jacobian.shape[1]).bool()[:, :, None, None, None]
    return (jacobian * is_target).sum(1), (jacobian * ~is_target).sum(1)


def _derivatives(target, output, temperature):
    """An `estimate` for craft. logits: (N, 2, C, H, W), ∂Z_t and Σ_{j≠t} ∂Z_j, by two backward passes instead of
    one for each class. Otherwise (N, 1, C, H, W), ∂F_t or ∂log F_t, by one."""

    def estimate(net, x, logits, rows):
        wanted = target[rows]
        check.labels(wanted, len(x), name="target", classes=logits.shape[1])
        wanted = wanted.long()[:, None]
        if output == "logits":
            of_target = torch.zeros_like(logits).scatter(1, wanted, 1.0)
            directions = (of_target, 1 - of_target)
            # autograd.grad, not backward: the network's own gradients stay as they were.
            parts = [torch.autograd.grad(logits, x, direction, retain_graph=True)[0] for direction in directions]
        else:
            outputs = getattr(logits / temperature, output)(1).gather(1, wanted)
            parts = [torch.autograd.grad(outputs.sum(), x)[0]]
        return torch.stack(parts, dim=1)

    return estimate


def _move_best_pair(theta):
    """A `perturb` for craft: the best pair of values moves by theta. stuck: no pair is admissible."""

    def perturb(x, sensitivity, x_start):
        of_target, of_others = sensitivity.flatten(2).unbind(1)
        sign = math.copysign(1, theta)
        pair, found = best_pair(sign * of_target, -sign * of_others, _movable(x, theta))
        return _move(x, pair, found, theta), ~found

    return perturb


def _move_two_largest(theta):
    """A `perturb` for craft: the pair rule on probabilities. The two values with the largest ∂F_t move."""

    def perturb(x, sensitivity, x_start):
        helps = math.copysign(1, theta) * sensitivity.flatten(1)
        if helps.shape[1] < 2:
            return x, torch.ones(len(x), dtype=torch.bool, device=x.device)
        helps = helps.masked_fill(~(_movable(x, theta) & helps.isfinite()), -torch.inf)
        largest, pair = helps.topk(2, dim=1)
        found = largest.sum(1) > 0
        return _move(x, pair, found, theta), ~found

    return perturb


def _movable(x, theta):
    """The search domain, bool (N, D): the values that a step of theta still changes."""
    return (x < 1 if theta > 0 else x > 0).flatten(1)


def _move(x, pair, found, theta):
    """The images with the values of each pair changed by theta, where one was found."""
    values = x.flatten(1)
    old = values.gather(1, pair)
    new = torch.where(found[:, None], (old + theta).clamp(0, 1), old)
    return values.scatter(1, pair, new).view_as(x)
