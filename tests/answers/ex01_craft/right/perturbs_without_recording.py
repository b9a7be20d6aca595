import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x
    for _ in range(max_iterations):
        sensitivity = estimate(net, x_adv)
        with torch.no_grad():
            finished = goal(net(x_adv))
            if finished.all():
                break
            x_adv = torch.where(finished[:, None, None, None], x_adv, perturb(x_adv, sensitivity))
    return x_adv
