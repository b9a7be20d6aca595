def auroc(adversarial, normal):
    points = 0.0
    for a in adversarial.tolist():
        for b in normal.tolist():
            if a > b:
                points += 1
            elif a == b:
                points += 0.5
    return points / (len(adversarial) * len(normal))
