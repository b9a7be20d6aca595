import math


def class_similarity(soft_labels, y, classes):
    table = []
    for c in range(classes):
        rows = [row for row, label in zip(soft_labels.tolist(), y.tolist()) if label == c]
        table.append([sum(column) / len(rows) for column in zip(*rows)] if rows else [math.nan] * classes)
    return table
