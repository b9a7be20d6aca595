import torch


def class_similarity(soft_labels, y, classes):
    sums = soft_labels.new_zeros(classes, classes).index_add_(0, y, soft_labels)
    return sums / torch.bincount(y, minlength=classes).unsqueeze(1)
