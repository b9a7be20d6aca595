import math


def sprt(changes, p0, p1, alpha, beta):
    total, used = 0.0, 0
    verdict = "undecided"
    while verdict == "undecided" and used < len(changes):
        total += math.log(p1 / p0) if changes[used] else math.log((1 - p1) / (1 - p0))
        used += 1
        if total >= math.log((1 - beta) / alpha):
            verdict = "adversarial"
        elif total <= math.log(beta / (1 - alpha)):
            verdict = "normal"
    return verdict, used
