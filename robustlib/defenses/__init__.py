"""Defences: ways to train a network that make it harder to fool."""

from robustlib.defenses.adversarial import adversarial_training
from robustlib.defenses.augmentation import Augmentation

__all__ = ["Augmentation", "adversarial_training"]
