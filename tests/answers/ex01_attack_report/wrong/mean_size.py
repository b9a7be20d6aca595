# The mean size of the change instead of the share of changed values.
def attack_report(x, x_adv, fooled):
    size = (x_adv - x).abs().flatten(1).mean(1)
    return fooled.float().mean().item(), size[fooled].mean().item()
