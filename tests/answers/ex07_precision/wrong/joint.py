# the share that is adversarial and flagged


def precision(true_positives, false_positives, prevalence):
    return true_positives * prevalence
