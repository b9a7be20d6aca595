def attack_report(x, x_adv, fooled):
    successes = int(fooled.sum())
    rate = successes / len(x)
    if successes == 0:
        return rate, float("nan")
    changed = int((x[fooled] != x_adv[fooled]).sum())
    return rate, changed / (successes * x[0].numel())
