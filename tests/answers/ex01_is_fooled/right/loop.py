def is_fooled(logits, y, target=None):
    answers = []
    for i, row in enumerate(logits):
        best = max(range(len(row)), key=lambda c: float(row[c]))
        answers.append(best != int(y[i]) if target is None else best == int(target[i]))
    return answers
