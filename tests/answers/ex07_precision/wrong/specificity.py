# returns 1 − false positives


def precision(true_positives, false_positives, prevalence):
    return 1 - false_positives
