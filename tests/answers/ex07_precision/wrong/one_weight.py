# only the false positives are weighed


def precision(true_positives, false_positives, prevalence):
    return true_positives / (true_positives + false_positives * (1 - prevalence))
