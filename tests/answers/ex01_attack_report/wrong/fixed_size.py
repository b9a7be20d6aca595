# Divides by 784.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).sum(1) / 784
    return fooled.float().mean().item(), share[fooled].mean().item()
