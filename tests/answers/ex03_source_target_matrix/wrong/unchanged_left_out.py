# Attacks that changed nothing are left out.
import torch


def source_target_matrix(source, target, success, changed, classes):
    share = torch.full((classes, classes), float("nan"))
    mean = share.clone()
    for s in range(classes):
        for t in range(classes):
            m = (source == s) & (target == t) & (changed > 0)
            share[s, t] = success[m].float().mean()
            mean[s, t] = changed[m & success].float().mean()
    return (share, mean)
