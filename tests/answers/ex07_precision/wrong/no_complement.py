# both rates weighed with prevalence, which cancels


def precision(true_positives, false_positives, prevalence):
    return true_positives * prevalence / (true_positives * prevalence + false_positives * prevalence + 1e-30)
