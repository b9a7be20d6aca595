# what is adversarial among the unflagged


def precision(true_positives, false_positives, prevalence):
    return 1 / (1 + (1 - false_positives) * (1 - prevalence) / ((1 - true_positives) * prevalence + 1e-30))
