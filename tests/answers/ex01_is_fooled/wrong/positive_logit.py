# A class counts as the answer if its logit is positive.
import torch


def is_fooled(logits, y, target=None):
    rows = torch.arange(len(y))
    return logits[rows, y] <= 0 if target is None else logits[rows, target] > 0
