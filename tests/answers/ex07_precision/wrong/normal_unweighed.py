# false positives not weighed


def precision(true_positives, false_positives, prevalence):
    return true_positives * prevalence / (true_positives * prevalence + false_positives)
