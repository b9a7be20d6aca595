# Each row scaled to its largest value.
import torch


def class_similarity(soft_labels, y, classes):
    table = torch.stack([soft_labels[y == c].mean(0) for c in range(classes)])
    return table / table.amax(1, keepdim=True)
