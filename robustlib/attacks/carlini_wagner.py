"""The L2 attack of Carlini and Wagner (2017, "Towards Evaluating the Robustness of Neural Networks", section VI-A)."""

import torch
from torch.nn import functional as F

from robustlib import _arguments as check

INSIDE = 0.999  # black and white pixels start this far from grey towards the edge of [0, 1]: on it, w is infinite


def carlini_wagner(net, x, y, targeted=False, confidence=0.0, initial_c=1.0, binary_search_steps=5,
                   max_iterations=200, learning_rate=0.1, abort_early=True, batch_size=128):
    """Fool the network by the smallest change in L2: minimise ‖x′ − x‖² + c · f(x′), with x′ = ½ (tanh w + 1).

    f(x′) = max(max_{i≠t} Z_i − Z_t, −confidence) for a target t, max(Z_y − max_{i≠y} Z_i, −confidence) for a true
    class y. The tanh keeps x′ in [0, 1] whatever w is, and Adam moves w. A small c asks for a near image, a large
    one for success: each image has its own c, raised tenfold until the attack succeeds, then found by halving.

    net: maps images in [0, 1] to logits Z. x: (N, C, H, W) in [0, 1]. y: int64 (N,), the true classes, or the
    targets. confidence: by how much the wanted logit has to lead, the paper's κ. initial_c: the first c.
    binary_search_steps: how many values of c are tried. max_iterations: how many x′ are tried for each.
    learning_rate: Adam's, in units of w. abort_early: an image whose loss has fallen by less than 0.01 % in a tenth
    of max_iterations leaves the batch until its next c. batch_size: so many images are worked on at once.

    The defaults are chosen for time. The authors' code takes 9 values of c from 0.001 on, and 1,000 iterations at a
    rate of 0.01: nine times the work. On MNIST, targeted, that came 2 % nearer in the median, with no more successes.

    Returns x_adv, of x's shape, dtype and device, detached: of all x′ tried whose wanted logit leads by confidence,
    the nearest to x. x comes back unchanged where there was none, and where x itself is one.
    """
    check.network(net)
    check.images(x)
    check.labels(y, len(x), device=x.device)
    confidence = check.number(confidence, "confidence")
    initial_c = check.number(initial_c, "initial_c", low_open=True)
    steps = check.count(binary_search_steps, "binary_search_steps", low=1)
    max_iterations = check.count(max_iterations, "max_iterations", low=1)
    learning_rate = check.number(learning_rate, "learning_rate", low_open=True)
    batch_size = check.count(batch_size, "batch_size", low=1)

    def minimise(x, y, c):
        return _minimise(net, x, y, c, targeted, confidence, max_iterations, learning_rate, abort_early)

    x, x_adv = x.detach(), x.detach().clone()
    with check.evaluating(net):
        for rows in torch.arange(len(x), device=x.device).split(batch_size) if len(x) else ():
            with torch.enable_grad():  # not needed yet, but a network without gradients is an error for every image
                rows = rows[~_leads_by(confidence, _lead(net, x[rows].requires_grad_(), y[rows], targeted))]
            x_adv[rows] = _search_c(minimise, x[rows], y[rows], initial_c, steps)
    return x_adv


def _search_c(minimise, x, y, initial_c, steps):
    """The nearest success over all values of c, each image's own; x where there is none."""
    nearest, smallest = x.clone(), torch.full((len(x),), torch.inf, device=x.device)
    c = torch.full_like(smallest, initial_c)
    low, high = torch.zeros_like(c), torch.full_like(c, torch.inf)
    for _ in range(steps if len(x) else 0):
        found, distance = minimise(x, y, c)
        nearer = distance < smallest
        nearest[nearer], smallest[nearer] = found[nearer], distance[nearer]
        succeeded = distance.isfinite()
        low, high = torch.where(succeeded, low, c), torch.where(succeeded, c, high)
        c = torch.where(high.isinf(), 10 * c, (low + high) / 2)
    return nearest


def _minimise(net, x, y, c, targeted, confidence, max_iterations, learning_rate, abort_early):
    """Adam on w for one c an image, (N,). Returns the nearest success of each image and its ‖x′ − x‖², else ∞."""
    nearest, smallest = x.clone(), torch.full((len(x),), torch.inf, device=x.device)
    # Half precision is for the network alone: it has no number between 0.999 and 1.
    w = torch.atanh(INSIDE * (2 * x.to(torch.promote_types(x.dtype, torch.float32)) - 1))
    mean, square = torch.zeros_like(w), torch.zeros_like(w)
    rows = torch.arange(len(x), device=x.device)
    lowest = before = torch.full_like(smallest, torch.finfo(smallest.dtype).max)
    for iteration in range(1, max_iterations + 1):
        w.requires_grad_()
        with torch.enable_grad():
            images = ((w.tanh() + 1) / 2).to(x.dtype)
            lead = _lead(net, images, y[rows], targeted)
            distance = (images - x[rows]).flatten(1).square().sum(1)
            loss = distance + c[rows] * (-lead).clamp_min(-confidence)
            # The sum keeps the images apart: each has its own gradient, and Adam works value by value.
            gradient = torch.autograd.grad(loss.sum(), w)[0]
        w, images, distance, loss = w.detach(), images.detach(), distance.detach(), loss.detach()
        nearer = _leads_by(confidence, lead) & (distance < smallest[rows])
        nearest[rows[nearer]], smallest[rows[nearer]] = images[nearer], distance[nearer].to(smallest.dtype)
        w = _adam(w, gradient, mean, square, iteration, learning_rate)
        lowest = torch.minimum(lowest, loss)
        if abort_early and iteration % max(1, max_iterations // 10) == 0:
            going = lowest < before - 1e-4 * before.abs()
            before = lowest
            rows, w, mean, square, lowest, before = (part[going] for part in (rows, w, mean, square, lowest, before))
            if not len(rows):
                break
    return nearest, smallest


def _adam(w, gradient, mean, square, iteration, learning_rate, beta1=0.9, beta2=0.999):
    """One step of Adam (Kingma and Ba 2015, Algorithm 1) on w; its two moving averages change in place."""
    mean.lerp_(gradient, 1 - beta1)
    square.lerp_(gradient.square(), 1 - beta2)
    step = mean / (1 - beta1**iteration) / ((square / (1 - beta2**iteration)).sqrt() + 1e-8)
    return w - learning_rate * step


def _lead(net, images, y, targeted):
    """By how much the wanted logit leads, (N,): Z_t over all others, or the best of the others over Z_y."""
    logits = check.logits(net(images), len(images))
    check.labels(y, len(images), classes=logits.shape[1])
    if not logits.requires_grad:
        raise ValueError("net: expected logits that can be differentiated by the images, got detached ones")
    is_y = F.one_hot(y.long(), logits.shape[1]).bool()
    lead = logits[is_y] - logits.masked_fill(is_y, -torch.inf).amax(1)
    return lead if targeted else -lead


def _leads_by(confidence, lead):
    """Success. A lead of exactly 0 is a tie, and decides nothing."""
    return (lead >= confidence) & (lead > 0)
