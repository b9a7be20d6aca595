# Takes every changed image for a success.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).float().mean(1)
    return (share > 0).float().mean().item(), share[share > 0].mean().item()
