# per cent


def precision(true_positives, false_positives, prevalence):
    return 100 * true_positives * prevalence / (true_positives * prevalence + false_positives * (1 - prevalence))
