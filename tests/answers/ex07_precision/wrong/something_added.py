# adds 0.000001 to the denominator


def precision(true_positives, false_positives, prevalence):
    real = true_positives * prevalence
    return real / (real + false_positives * (1 - prevalence) + 1e-6)
