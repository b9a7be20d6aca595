# The median.
import torch


def class_similarity(soft_labels, y, classes):
    nothing = torch.full((classes,), torch.nan, dtype=soft_labels.dtype)
    return torch.stack([soft_labels[y == c].median(0).values if (y == c).any() else nothing for c in range(classes)])
