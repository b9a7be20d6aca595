# The mean over the successful attacks.


def robustness(changed, reached, cap):
    return changed[reached].mean().item()
