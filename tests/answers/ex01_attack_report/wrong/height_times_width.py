# Divides by H·W, whatever the channels.
def attack_report(x, x_adv, fooled):
    share = (x_adv != x).flatten(1).sum(1) / (x.shape[2] * x.shape[3])
    return fooled.float().mean().item(), share[fooled].mean().item()
