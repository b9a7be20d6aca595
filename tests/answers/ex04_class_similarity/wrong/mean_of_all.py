# The same row for all classes.


def class_similarity(soft_labels, y, classes):
    return soft_labels.mean(0).repeat(classes, 1)
