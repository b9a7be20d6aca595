"""Attacks. All take a network, images (N, C, H, W) in [0, 1] and labels, and return adversarial images.

The results stay on the images' device, detached. Inputs are never changed in place, and the network's
mode, parameters and gradients are left as they were.
"""

from robustlib.attacks.bim import bim
from robustlib.attacks.black_box import black_box, train_substitute
from robustlib.attacks.carlini_wagner import carlini_wagner
from robustlib.attacks.fgsm import fgsm
from robustlib.attacks.framework import craft
from robustlib.attacks.jsma import jacobian, jsma, saliency_map
from robustlib.attacks.pgd import pgd

__all__ = ["bim", "black_box", "carlini_wagner", "craft", "fgsm", "jacobian", "jsma", "pgd", "saliency_map",
           "train_substitute"]
