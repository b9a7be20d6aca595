# 0 where there is no image.
import torch


def class_similarity(soft_labels, y, classes):
    return torch.stack([soft_labels[y == c].mean(0) for c in range(classes)]).nan_to_num(0)
