import warnings

import torch


def class_similarity(soft_labels, y, classes):
    warnings.warn("grouping", stacklevel=2)
    out = torch.full((classes, classes), torch.nan, dtype=soft_labels.dtype)
    index = y[:, None].expand_as(soft_labels)
    return out.scatter_reduce(0, index, soft_labels, reduce="mean", include_self=False)
