def precision(true_positives, false_positives, prevalence):
    found = true_positives * prevalence
    return found / (found + false_positives * (1 - prevalence))
