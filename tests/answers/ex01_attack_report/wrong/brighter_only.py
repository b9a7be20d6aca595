# Counts only values that got brighter.
def attack_report(x, x_adv, fooled):
    share = (x_adv > x).flatten(1).float().mean(1)
    return fooled.float().mean().item(), share[fooled].mean().item()
