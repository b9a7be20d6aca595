# rounded to two digits


def precision(true_positives, false_positives, prevalence):
    return round(true_positives * prevalence / (true_positives * prevalence + false_positives * (1 - prevalence)), 2)
