# The loop ends after five rounds, whatever max_iterations allows.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(min(max_iterations, 5)):
        with torch.no_grad():
            finished = goal(net(x_adv))
        if finished.all():
            break
        changed = perturb(x_adv, estimate(net, x_adv))
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, changed)
    return x_adv
