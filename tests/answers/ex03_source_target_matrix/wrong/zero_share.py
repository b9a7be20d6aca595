# 0 where nothing was tried.
import torch


def source_target_matrix(source, target, success, changed, classes):
    share = torch.zeros(classes, classes)
    size = torch.full((classes, classes), torch.nan)
    for s in range(classes):
        for t in range(classes):
            here = (source == s) & (target == t)
            if here.any():
                share[s, t] = success[here].float().mean()
            if (here & success).any():
                size[s, t] = changed[here & success].float().mean()
    return share, size
