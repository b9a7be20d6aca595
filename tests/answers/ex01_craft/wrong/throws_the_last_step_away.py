# Looks at the goal after the step and keeps the old image where the new one has reached it.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        changed = perturb(x_adv, estimate(net, x_adv))
        with torch.no_grad():
            finished = goal(net(changed))
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, changed)
        if finished.all():
            break
    return x_adv
