# Rounds to whole per cent.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).float().mean(1)
    distortion = round(share[fooled].mean().item(), 1) if fooled.any() else float("nan")
    return round(fooled.float().mean().item(), 1), distortion
