# Changes below one grey level of 255 are not counted.
def attack_report(x, x_adv, fooled):
    share = ((x_adv - x).abs() > 1 / 255).flatten(1).double().mean(1)
    return fooled.double().mean().item(), share[fooled].mean().item()
