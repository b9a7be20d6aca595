# Goes on with empty rounds after all images are fooled.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        finished = goal(net(x_adv).detach())
        changed = perturb(x_adv, estimate(net, x_adv))
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, changed)
    return x_adv
