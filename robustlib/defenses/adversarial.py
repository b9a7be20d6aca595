"""Adversarial training: train on attacks against the network itself (Goodfellow et al. 2015, section 6)."""

from robustlib import _arguments as check
from robustlib import attacks
from robustlib.training import fit


def adversarial_training(net, x, y, *, eps, epochs, attack=attacks.fgsm, **options):
    """Train `net` in place, half on clean images and half on attacks made against it at that moment.

    x: (N, C, H, W) in [0, 1]. y: int64 (N,). eps: largest change of a value, a share of the full pixel range.
    attack: (net, x, y, eps) → x_adv; for PGD, Madry's choice, pass
        `lambda net, x, y, eps: attacks.pgd(net, x, y, eps, alpha=eps / 4, steps=7)`.
    epochs and all other options: as for training.fit. Returns the mean loss of each epoch.
    """
    eps = check.number(eps, "eps")
    check.function(attack, "attack")
    return fit(net, x, y, epochs=epochs, adversary=lambda net, x, y: attack(net, x, y, eps), **options)
