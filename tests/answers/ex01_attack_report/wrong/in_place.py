# Works in the caller's tensor.
def attack_report(x, x_adv, fooled):
    x_adv.sub_(x)
    share = (x_adv != 0).flatten(1).float().mean(1)
    return fooled.float().mean().item(), share[fooled].mean().item()
