# Ignores perturb and steps along the sign.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        finished = goal(net(x_adv).detach())
        if finished.all():
            break
        changed = (x_adv + 0.1 * estimate(net, x_adv).sign()).clamp(0, 1)
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, changed)
    return x_adv
