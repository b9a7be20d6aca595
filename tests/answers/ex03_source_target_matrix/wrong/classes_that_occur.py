# Only as many classes as the attacks mention.
import torch


def source_target_matrix(source, target, success, changed, classes):
    classes = int(max(source.max(), target.max())) + 1
    share = torch.full((classes, classes), float("nan"))
    mean = share.clone()
    for s in range(classes):
        for t in range(classes):
            m = (source == s) & (target == t)
            share[s, t] = success[m].float().mean()
            mean[s, t] = changed[m & success].float().mean()
    return (share, mean)
