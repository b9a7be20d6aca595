# Overwrites instead of averaging.
import torch


def class_similarity(soft_labels, y, classes):
    table = torch.full((classes, classes), torch.nan, dtype=soft_labels.dtype)
    for row, label in zip(soft_labels, y):
        table[label] = row
    return table
