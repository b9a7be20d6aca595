# base rate ignored


def precision(true_positives, false_positives, prevalence):
    return true_positives / (true_positives + false_positives)
