# The median.
import torch


def source_target_matrix(source, target, success, changed, classes):
    share = torch.full((classes, classes), torch.nan)
    size = torch.full((classes, classes), torch.nan)
    for s in range(classes):
        for t in range(classes):
            here = (source == s) & (target == t)
            if here.any():
                share[s, t] = success[here].float().mean()
            if (here & success).any():
                size[s, t] = changed[here & success].float().median()
    return share, size
