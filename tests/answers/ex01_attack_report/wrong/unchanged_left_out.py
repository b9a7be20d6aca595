# Leaves out images that were fooled without a change.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).float().mean(1)
    return fooled.float().mean().item(), share[fooled & (share > 0)].mean().item()
