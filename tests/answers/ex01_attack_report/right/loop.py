import math


def attack_report(x, x_adv, fooled):
    shares = []
    for a, b, yes in zip(x, x_adv, fooled):
        if yes:
            shares.append(sum(p != q for p, q in zip(a.flatten().tolist(), b.flatten().tolist())) / a.numel())
    return len(shares) / len(x), sum(shares) / len(shares) if shares else math.nan
