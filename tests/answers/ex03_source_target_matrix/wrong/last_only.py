# Keeps the last attack of each cell.
import torch


def source_target_matrix(source, target, success, changed, classes):
    share = torch.full((classes, classes), torch.nan)
    size = torch.full((classes, classes), torch.nan)
    for s in range(classes):
        for t in range(classes):
            here = (source == s) & (target == t)
            if here.any():
                share[s, t] = success[here][-1].float()
            if (here & success).any():
                size[s, t] = changed[here & success][-1].float()
    return share, size
