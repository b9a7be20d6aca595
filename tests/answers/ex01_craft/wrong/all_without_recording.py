# The whole loop is under no_grad, where estimate cannot take a gradient.
import torch


@torch.no_grad()
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        finished = goal(net(x_adv))
        if finished.all():
            break
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, perturb(x_adv, estimate(net, x_adv)))
    return x_adv
