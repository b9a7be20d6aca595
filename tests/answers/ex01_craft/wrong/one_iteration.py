# A single round.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    if max_iterations == 0:
        return x.clone()
    finished = goal(net(x).detach())
    return torch.where(finished.view(-1, 1, 1, 1), x, perturb(x, estimate(net, x)))
