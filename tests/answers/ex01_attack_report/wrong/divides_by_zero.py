# Fails where there is no success.
def attack_report(x, x_adv, fooled):
    successes = int(fooled.sum())
    changed = int((x[fooled] != x_adv[fooled]).sum())
    return successes / len(x), changed / (successes * x[0].numel())
