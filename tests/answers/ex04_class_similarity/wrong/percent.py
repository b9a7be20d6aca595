# In per cent.
import torch


def class_similarity(soft_labels, y, classes):
    return torch.stack([100 * soft_labels[y == c].mean(0) for c in range(classes)])
