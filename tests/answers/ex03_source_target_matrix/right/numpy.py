import numpy as np


def source_target_matrix(source, target, success, changed, classes):
    source, target, success, changed = (np.asarray(part) for part in (source, target, success, changed))
    count, won, total = np.zeros((3, classes, classes))
    np.add.at(count, (source, target), 1)
    np.add.at(won, (source, target), success)
    np.add.at(total, (source[success], target[success]), changed[success])
    return won / count, total / won
