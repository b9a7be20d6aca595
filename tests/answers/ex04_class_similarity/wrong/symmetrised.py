# Made the same both ways.
import torch


def class_similarity(soft_labels, y, classes):
    table = torch.stack([soft_labels[y == c].mean(0) for c in range(classes)])
    return (table + table.T) / 2
