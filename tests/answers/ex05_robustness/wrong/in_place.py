# changed is written over.


def robustness(changed, reached, cap):
    changed[~reached] = cap
    return changed.amin(1).mean().item()
