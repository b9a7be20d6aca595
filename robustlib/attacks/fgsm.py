"""The fast gradient sign method (Goodfellow, Shlens and Szegedy 2015, section 4)."""

import torch

from robustlib import _arguments as check
from robustlib.attacks.framework import craft, loss_gradient


def fgsm(net, x, y, eps, targeted=False):
    """One step: x_adv = clip(x + eps · sign(∂J(x, y)/∂x), 0, 1); with a minus where y is a target to reach.

    net: maps images in [0, 1] to logits. x: (N, C, H, W) in [0, 1]. y: int64 (N,), the true classes, or the
    targets. eps: size of the step in L∞, a share of the full pixel range.

    Returns x_adv, of x's shape, dtype and device, detached. Every image takes the whole step, fooled or not.
    """
    check.images(x)
    check.labels(y, len(x), device=x.device)
    eps = check.number(eps, "eps")
    return craft(net, x, goal=None, estimate=loss_gradient(y, targeted),
                 perturb=sign_step(alpha=eps, eps=eps), max_iterations=1)


def sign_step(alpha, eps):
    """A `perturb` for craft: a step of alpha along the sign, then back into the ε-ball and into [0, 1]."""

    def perturb(x, sensitivity, x_start):
        x = project(x + alpha * sensitivity.sign(), x_start, eps)
        return x, torch.zeros(len(x), dtype=torch.bool, device=x.device)

    return perturb


def project(x, x_start, eps):
    """The nearest image to x that differs from x_start by at most eps in every value, and lies in [0, 1]."""
    return torch.minimum(torch.maximum(x, x_start - eps), x_start + eps).clamp(0, 1)
