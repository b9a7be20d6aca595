"""Projected gradient descent: BIM from a random start (Madry et al. 2018, section 2.1)."""

import torch

from robustlib import _arguments as check
from robustlib.attacks.fgsm import sign_step
from robustlib.attacks.framework import craft, loss_gradient
from robustlib.metrics import success


def pgd(net, x, y, eps, alpha, steps, restarts=1, targeted=False, random_start=True, generator=None):
    """BIM from a random point of the ε-ball; images that are not yet fooled try again, `restarts` times in all.

    net, x, y, eps, alpha, steps, targeted: as for bim. random_start: without it, one run is exactly bim.
    generator: where the starts are drawn from, uniform in the ball; without it, torch's default generator.

    Returns x_adv, of x's shape, dtype and device, detached: of each image the first run that fooled the
    network, else the last.
    """
    check.images(x)
    check.labels(y, len(x), device=x.device)
    eps, alpha, steps = check.number(eps, "eps"), check.number(alpha, "alpha"), check.count(steps, "steps")
    restarts = check.count(restarts, "restarts", low=1)
    check.generator(generator)

    x_adv = x.detach().clone()
    rows = torch.arange(len(x), device=x.device)
    for run in range(restarts):
        start = x[rows].detach()
        if random_start:
            noise = eps * (2 * check.rand(start.shape, start, generator) - 1)
            start = (start + noise).clamp(0, 1)
        x_adv[rows] = _from_start(net, x[rows].detach(), y[rows], start, eps, alpha, steps, targeted)
        if run + 1 < restarts:
            rows = rows[~success(net, x_adv[rows], y[rows], targeted)]
        if not random_start or not len(rows):
            break
    return x_adv


def _from_start(net, x, y, start, eps, alpha, steps, targeted):
    step = sign_step(alpha, eps)
    return craft(net, start, goal=None, estimate=loss_gradient(y, targeted), max_iterations=steps,
                 # The ball is centred on the clean images, not on the random start.
                 perturb=lambda images, sensitivity, _, rows: step(images, sensitivity, x[rows]))
