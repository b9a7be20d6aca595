def sprt(changes, p0, p1, alpha, beta):
    pr = 1.0
    for i in range(len(changes)):
        pr *= (p1 / p0) if changes[i] else (1 - p1) / (1 - p0)
        if pr >= (1 - beta) / alpha:
            return "adversarial", i + 1
        if pr <= beta / (1 - alpha):
            return "normal", i + 1
    return "undecided", len(changes)
