# Rows and columns have changed places.
import torch


def source_target_matrix(source, target, success, changed, classes):
    share = torch.full((classes, classes), torch.nan)
    size = torch.full((classes, classes), torch.nan)
    for s in range(classes):
        for t in range(classes):
            here = (source == s) & (target == t)
            if here.any():
                share[t, s] = success[here].float().mean()
            if (here & success).any():
                size[t, s] = changed[here & success].float().mean()
    return share, size
