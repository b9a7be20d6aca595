from math import log


def sprt(changes, p0, p1, alpha, beta):
    up, down = log(p1 / p0), log((1 - p1) / (1 - p0))
    slope = -down / (up - down)
    high, low = log((1 - beta) / alpha) / (up - down), log(beta / (1 - alpha)) / (up - down)
    c = n = 0
    for bit in changes:
        n, c = n + 1, c + int(bit)
        if c >= high + slope * n:
            return "adversarial", n
        if c <= low + slope * n:
            return "normal", n
    return ["undecided", n]
