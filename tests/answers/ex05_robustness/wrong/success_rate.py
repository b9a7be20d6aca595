# The success rate.


def robustness(changed, reached, cap):
    return reached.double().mean().item()
