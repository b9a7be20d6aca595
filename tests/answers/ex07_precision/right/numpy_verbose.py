import numpy as np


def precision(true_positives, false_positives, prevalence):
    table = np.array([[true_positives, 1 - true_positives], [false_positives, 1 - false_positives]])
    table *= np.array([[prevalence], [1 - prevalence]])
    print(table)
    return table[0, 0] / table[:, 0].sum()
