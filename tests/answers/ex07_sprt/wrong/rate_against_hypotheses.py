# compares the rate with p0 and p1


def sprt(changes, p0, p1, alpha, beta):
    count = 0
    for n, changed in enumerate(changes, 1):
        count += changed
        if count / n >= p1:
            return "adversarial", n
        if count / n <= p0:
            return "normal", n
    return "undecided", len(changes)
