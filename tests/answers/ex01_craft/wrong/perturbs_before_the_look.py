# Images that are at the goal from the start are perturbed once.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    finished = torch.zeros(len(x), dtype=torch.bool)
    for _ in range(max_iterations):
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, perturb(x_adv, estimate(net, x_adv)))
        finished = finished | goal(net(x_adv).detach())
        if finished.all():
            break
    return x_adv
