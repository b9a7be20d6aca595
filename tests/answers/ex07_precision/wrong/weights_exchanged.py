# weights exchanged


def precision(true_positives, false_positives, prevalence):
    return true_positives * (1 - prevalence) / (true_positives * (1 - prevalence) + false_positives * prevalence)
