# The iterations are counted after the step, so that 0 of them are one.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    while True:
        with torch.no_grad():
            finished = goal(net(x_adv))
        if finished.all():
            break
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, perturb(x_adv, estimate(net, x_adv)))
        max_iterations -= 1
        if max_iterations <= 0:
            break
    return x_adv
