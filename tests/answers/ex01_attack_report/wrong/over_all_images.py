# Distortion over all images, failures too.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).float().mean(1)
    return fooled.float().mean().item(), share.mean().item() if fooled.any() else float("nan")
