# Failed attacks count as successes.


def robustness(changed, reached, cap):
    return changed.amin(1).mean().item()
