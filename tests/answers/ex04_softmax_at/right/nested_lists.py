import math


def softmax_at(logits, T):
    rows = []
    for row in logits.tolist():
        e = [math.exp((z - max(row)) / T) for z in row]
        rows.append([x / sum(e) for x in e])
    return rows
