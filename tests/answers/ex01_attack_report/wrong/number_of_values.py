# The number of changed values, not their share.
def attack_report(x, x_adv, fooled):
    count = (x_adv != x).flatten(1).sum(1).float()
    return fooled.float().mean().item(), count[fooled].mean().item()
