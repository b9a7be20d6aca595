import itertools

import torch


def source_target_matrix(source, target, success, changed, classes):
    share, size = torch.empty(classes, classes), torch.empty(classes, classes)
    for s, t in itertools.product(range(classes), repeat=2):
        here = (source == s) & (target == t)
        share[s, t] = success[here].double().mean()  # of nothing: nan
        size[s, t] = changed[here & success].double().mean()
    return share, size
