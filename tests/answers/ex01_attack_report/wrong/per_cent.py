# Per cent instead of shares.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).float().mean(1)
    return 100 * fooled.float().mean().item(), 100 * share[fooled].mean().item()
