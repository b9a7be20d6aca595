# Every perturbation starts again from x.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        finished = goal(net(x_adv).detach())
        if finished.all():
            break
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, perturb(x, estimate(net, x_adv)))
    return x_adv
