# odds instead of a share


def precision(true_positives, false_positives, prevalence):
    return true_positives * prevalence / max(false_positives * (1 - prevalence), 1e-12)
