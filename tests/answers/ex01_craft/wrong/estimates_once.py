# The sensitivity is estimated once, before the loop.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    sensitivity = estimate(net, x)
    for _ in range(max_iterations):
        finished = goal(net(x_adv).detach())
        if finished.all():
            break
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, perturb(x_adv, sensitivity))
    return x_adv
