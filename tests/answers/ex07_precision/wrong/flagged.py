# the share that is flagged


def precision(true_positives, false_positives, prevalence):
    return true_positives * prevalence + false_positives * (1 - prevalence)
