# the share of flagged images that are normal


def precision(true_positives, false_positives, prevalence):
    return false_positives * (1 - prevalence) / (true_positives * prevalence + false_positives * (1 - prevalence))
