# The finished images are perturbed and the others left.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        unfinished = goal(net(x_adv).detach())
        if not unfinished.any():
            break
        x_adv = torch.where(unfinished.view(-1, 1, 1, 1), perturb(x_adv, estimate(net, x_adv)), x_adv)
    return x_adv
