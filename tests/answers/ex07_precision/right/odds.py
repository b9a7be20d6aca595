def precision(true_positives, false_positives, prevalence):
    if prevalence == 0:
        return 0.0
    others = (1 - prevalence) / prevalence
    return 1 / (1 + false_positives / true_positives * others)
