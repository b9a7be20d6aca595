import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x
    for iteration in range(max_iterations + 1):
        sensitivity = estimate(net, x_adv)
        finished = goal(net(x_adv).detach())
        if iteration == max_iterations or finished.all():
            return x_adv
        x_adv = torch.stack([old if stop else new
                             for stop, old, new in zip(finished, x_adv, perturb(x_adv, sensitivity))])
