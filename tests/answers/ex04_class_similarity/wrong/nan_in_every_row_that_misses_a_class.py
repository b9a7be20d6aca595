# A class without images makes its column nan, too.
import torch


def class_similarity(soft_labels, y, classes):
    table = torch.stack([soft_labels[y == c].mean(0) for c in range(classes)])
    table[:, y.bincount(minlength=classes) == 0] = torch.nan
    return table
