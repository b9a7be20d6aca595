"""Defences: ways to train a network that make it harder to fool."""

from robustlib.defenses.adversarial import adversarial_training
from robustlib.defenses.augmentation import Augmentation
from robustlib.defenses.distillation import distill, soft_labels, softmax, train_at, untrained_copy

__all__ = ["Augmentation", "adversarial_training", "distill", "soft_labels", "softmax", "train_at", "untrained_copy"]
