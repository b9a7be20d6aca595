# accuracy


def precision(true_positives, false_positives, prevalence):
    return true_positives * prevalence + (1 - false_positives) * (1 - prevalence)
