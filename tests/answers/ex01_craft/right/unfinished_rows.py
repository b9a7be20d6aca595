import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.detach().clone()
    rows = torch.arange(len(x))
    for _ in range(max_iterations):
        rows = rows[~goal(net(x_adv[rows]).detach())]
        if len(rows) == 0:
            break
        x_adv[rows] = perturb(x_adv[rows], estimate(net, x_adv[rows]))
    return x_adv
