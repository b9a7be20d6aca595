import statistics
import warnings


def robustness(changed, reached, cap):
    warnings.warn("robustness", stacklevel=2)
    result = []
    for n in range(changed.shape[0]):
        candidates = sorted(changed[n][reached[n]].tolist() + [cap])
        result.append(candidates[0])
    return statistics.fmean(result)
