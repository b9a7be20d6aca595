# In per cent.
import torch


def source_target_matrix(source, target, success, changed, classes):
    share = torch.full((classes, classes), torch.nan)
    size = torch.full((classes, classes), torch.nan)
    for s in range(classes):
        for t in range(classes):
            here = (source == s) & (target == t)
            if here.any():
                share[s, t] = 100 * success[here].float().mean()
            if (here & success).any():
                size[s, t] = changed[here & success].float().mean()
    return share, size
