# balanced accuracy


def precision(true_positives, false_positives, prevalence):
    return (true_positives + 1 - false_positives) / 2
