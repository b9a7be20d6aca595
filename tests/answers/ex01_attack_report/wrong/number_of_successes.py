# The number of successes, not their share.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).float().mean(1)
    return fooled.sum().item(), share[fooled].mean().item()
