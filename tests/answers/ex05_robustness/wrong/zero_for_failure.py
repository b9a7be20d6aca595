# Failures count as 0.


def robustness(changed, reached, cap):
    return (changed * reached).amin(1).mean().item()
