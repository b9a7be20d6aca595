# The distortion is missing.
def attack_report(x, x_adv, fooled):
    return fooled.float().mean().item()
