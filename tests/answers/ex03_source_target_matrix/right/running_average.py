import torch


def source_target_matrix(source, target, success, changed, classes):
    nan = float("nan")
    n = torch.zeros(classes, classes)
    k = torch.zeros(classes, classes)
    m = torch.zeros(classes, classes, dtype=torch.double)
    for i in range(len(source)):
        s, t = (source[i], target[i])
        n[s, t] += 1
        if success[i]:
            k[s, t] += 1
            m[s, t] += (changed[i] - m[s, t]) / k[s, t]
    m[k == 0] = nan
    return (torch.where(n > 0, k / n.clamp(min=1), nan), m)
