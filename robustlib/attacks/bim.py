"""The basic iterative method: FGSM in small steps (Kurakin, Goodfellow and Bengio 2016, section 2.2)."""

from robustlib import _arguments as check
from robustlib.attacks.fgsm import sign_step
from robustlib.attacks.framework import craft, loss_gradient


def bim(net, x, y, eps, alpha, steps, targeted=False):
    """x_0 = x; x_{k+1} = clip(x_k + alpha · sign(∂J(x_k, y)/∂x)) into the ε-ball around x and into [0, 1].

    net, x, y, targeted: as for fgsm. eps: radius of the ball in L∞. alpha: size of one step. Both are shares of
    the full pixel range. steps: how many steps each image takes, fooled or not.

    Returns x_adv, of x's shape, dtype and device, detached.
    """
    check.images(x)
    check.labels(y, len(x), device=x.device)
    eps, alpha, steps = check.number(eps, "eps"), check.number(alpha, "alpha"), check.count(steps, "steps")
    return craft(net, x, goal=None, estimate=loss_gradient(y, targeted),
                 perturb=sign_step(alpha, eps), max_iterations=steps)
