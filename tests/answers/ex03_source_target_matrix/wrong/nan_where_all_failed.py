# The share is nan where all attacks failed.
import torch


def source_target_matrix(source, target, success, changed, classes):
    share = torch.full((classes, classes), float("nan"))
    mean = share.clone()
    for s in range(classes):
        for t in range(classes):
            m = (source == s) & (target == t)
            k = m & success
            if k.any():
                share[s, t] = k.sum() / m.sum()
                mean[s, t] = changed[k].float().mean()
    return (share, mean)
