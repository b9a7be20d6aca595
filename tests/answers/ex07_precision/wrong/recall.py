# returns the true positive rate


def precision(true_positives, false_positives, prevalence):
    return true_positives
