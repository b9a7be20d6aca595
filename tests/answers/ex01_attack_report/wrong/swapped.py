# Distortion first.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).float().mean(1)
    return share[fooled].mean().item(), fooled.float().mean().item()
